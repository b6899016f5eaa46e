import { type Builder, builder } from '@picojoule/graph';
import type { Graph } from '@picojoule/spec';

export interface SqueezeNetOptions {
  /** 1000 when absent. */
  readonly classes?: number;
  readonly seed?: number;
}

/** Squeeze and expand channels (1 x 1 and 3 x 3, as many each) of fire2 to fire9; table 1 of the paper. */
const FIRES = [
  [16, 64],
  [16, 64],
  [32, 128],
  [32, 128],
  [48, 192],
  [48, 192],
  [64, 256],
  [64, 256],
] as const;
/** Fire modules that a pooling follows. */
const POOLED: ReadonlySet<number> = new Set([4, 8]);

/**
 * SqueezeNet 1.0 (Iandola et al., arXiv 1602.07360, 2016) for 224 x 224 images: fire modules of a 1 x 1
 * squeeze and expansions of 1 x 1 and 3 x 3 side by side; no fully connected layer, no batch norm, no
 * dropout. Poolings round up, as in the authors' framework. Input `images` ['batch', 3, 224, 224],
 * output `logits` ['batch', classes].
 *
 * @example squeezeNet({ classes: 1000, seed: 1 })
 */
export function squeezeNet({ classes = 1000, seed = 0 }: SqueezeNetOptions = {}): Graph {
  const b = builder('squeezenet', seed);
  const images = b.input('images', ['batch', 3, 224, 224]);
  const pool = (x: string) => b.maxPool(x, { kernel: 3, stride: 2, ceilMode: true });
  const first = { filters: 96, kernel: 7, stride: 2, pad: 0, bias: true, name: 'conv1' };
  let x = pool(b.relu(b.conv(images, first)));
  FIRES.forEach(([squeeze, expand], i) => {
    x = fire(b, `fire${i + 2}`, x, squeeze, expand);
    if (POOLED.has(i + 2)) x = pool(x);
  });
  const last = { filters: classes, kernel: 1, bias: true, name: 'conv10' };
  return b.build(b.flatten(b.globalAveragePool(b.relu(b.conv(x, last))), { output: 'logits' }));
}

function fire(b: Builder, name: string, x: string, squeeze: number, expand: number): string {
  const conv = (part: string, z: string, filters: number, kernel: number) =>
    b.relu(b.conv(z, { filters, kernel, bias: true, name: `${name}.${part}` }));
  const narrow = conv('squeeze', x, squeeze, 1);
  const wide = [1, 3].map((kernel) => conv(`expand${kernel}x${kernel}`, narrow, expand, kernel));
  return b.node('Concat', wide, { axis: 1 }, { name: `${name}.concat` });
}
