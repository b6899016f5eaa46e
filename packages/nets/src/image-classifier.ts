import { type Builder, builder } from '@picojoule/graph';
import type { Graph } from '@picojoule/spec';
import { classCount, imageShape } from './errors.ts';

export interface ClassifierOptions {
  readonly name: string;
  /** [channels, height, width]. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly seed: number;
}

/**
 * A net from `images` ['batch', C, H, W] to `logits` ['batch', classes]: the features that `body` makes,
 * averaged over the image, and a fully connected layer named `classifier`.
 */
export function imageClassifier(
  { name, shape, classes, seed }: ClassifierOptions,
  body: (b: Builder, images: string) => string,
): Graph {
  const valid = shape.length === 3 && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!valid) throw imageShape(shape);
  if (!(Number.isInteger(classes) && classes > 0)) throw classCount(classes);
  const b = builder(name, seed);
  const features = body(b, b.input('images', ['batch', ...shape]));
  const pooled = b.flatten(b.globalAveragePool(features));
  return b.build(b.gemm(pooled, { units: classes, name: 'classifier', output: 'logits' }));
}
