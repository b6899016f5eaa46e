import type { Builder } from '@picojoule/graph';

/** Two 3 x 3 convolutions with batch norm, the basic block of He et al., CVPR 2016, without its last ReLU. */
export function basicBranch(b: Builder, x: string, filters: number, stride: number): string {
  const first = b.relu(b.batchNorm(b.conv(x, { filters, stride })));
  return b.batchNorm(b.conv(first, { filters }));
}

/** A 1 x 1 convolution of the block's stride with batch norm (option B of the paper). */
export function projection(b: Builder, x: string, filters: number, stride: number): string {
  return b.batchNorm(b.conv(x, { filters, kernel: 1, stride }));
}

/** Every `stride`-th pixel, with zero channels on both sides (option A: no parameters, no MACs). */
export function subsample(b: Builder, x: string, filters: number, stride: number): string {
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
  readonly shortcut: 'projection' | 'pad';
}

/** A recorded residual block with its last ReLU; the identity is the shortcut where the shape stays. */
export function basicBlock(
  b: Builder,
  name: string,
  x: string,
  { filters, stride, shortcut }: BasicBlockOptions,
): string {
  const changes = stride !== 1 || b.shapeOf(x)[1] !== filters;
  const side = shortcut === 'pad' ? subsample : projection;
  const merged = b.block(
    name,
    x,
    (z) => basicBranch(b, z, filters, stride),
    changes ? (z) => side(b, z, filters, stride) : undefined,
  );
  return b.relu(merged, { name: `${name}.relu` });
}
