import type { Builder } from '@picojoule/graph';

/** Every `stride`-th pixel, with zero channels on both sides (option A: no parameters, no MACs). */
function subsample(b: Builder, x: string, filters: number, stride: number): string {
  const whole = Number.MAX_SAFE_INTEGER;
  const pixels = b.node(
    'Slice',
    [x],
    { axes: [2, 3], starts: [0, 0], ends: [whole, whole], steps: [stride, stride] },
    { name: 'slice' },
  );
  const missing = filters - b.shapeOf(x)[1]!;
  const before = Math.floor(missing / 2);
  const pads = [0, before, 0, 0, 0, missing - before, 0, 0];
  return b.node('Pad', [pixels], { pads, mode: 'constant', value: 0 }, { name: 'pad' });
}

export interface BasicBlockOptions {
  readonly filters: number;
  readonly stride: number;
  /**
   * Where the shape changes: a 1 x 1 convolution of the block's stride (option B of the paper), or every
   * `stride`-th pixel and zero channels (option A).
   */
  readonly shortcut: 'projection' | 'pad';
  /** After each convolution; there when absent. */
  readonly batchNorm?: boolean;
}

/**
 * A recorded residual block, the basic one of He et al., CVPR 2016: two 3 x 3 convolutions and the last
 * ReLU; the identity is the shortcut where the shape stays.
 */
export function basicBlock(
  b: Builder,
  name: string,
  x: string,
  { filters, stride, shortcut, batchNorm = true }: BasicBlockOptions,
): string {
  const changes = stride !== 1 || b.shapeOf(x)[1] !== filters;
  const conv = (from: string, options: { stride?: number; kernel?: number }) => {
    const sums = b.conv(from, { filters, ...options });
    return batchNorm ? b.batchNorm(sums) : sums;
  };
  const side = (z: string) =>
    shortcut === 'pad' ? subsample(b, z, filters, stride) : conv(z, { kernel: 1, stride });
  const branch = (z: string) => conv(b.relu(conv(z, { stride })), {});
  const merged = b.block(name, x, branch, changes ? side : undefined);
  return b.relu(merged, { name: `${name}.relu` });
}
