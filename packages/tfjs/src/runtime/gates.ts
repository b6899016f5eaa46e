import { createRandom } from '@picojoule/spec';
import type { Kernels } from '../kernels/kernels.ts';
import { Value } from './value.ts';

/** The images that execute a gated block, ascending, from how likely each is to. */
export type Decide = (block: string, probabilities: ArrayLike<number>) => Int32Array;

const imagesWhere = (
  probabilities: ArrayLike<number>,
  runs: (probability: number) => boolean,
): Int32Array =>
  Int32Array.from(Array.from(probabilities, (p, image) => (runs(p) ? image : -1))).filter(
    (image) => image >= 0,
  );

/** As the contract of `Session` draws them in training: one number for each image, in order. */
export function drawGates(seed: number, step: number): Decide {
  return (block, probabilities) => {
    const random = createRandom(seed, `gate/${block}/${step}`);
    return imagesWhere(probabilities, (p) => random.next() < p);
  };
}

/** As `run` decides: the likelier of the two. */
export const roundGates: Decide = (_, probabilities) => imagesWhere(probabilities, (p) => p >= 0.5);

/**
 * The gradient of a gate, image by image: straight through the decision where it let the block run,
 * over the probability of that; and what the gate costs.
 */
export function gateGradient(
  k: Kernels,
  {
    probabilities,
    cost,
    ran,
  }: {
    readonly probabilities: Float32Array;
    readonly cost: number;
    /** Absent when no image ran the block. */
    readonly ran?: {
      readonly images: Int32Array;
      /** For each image, the products of the merge's gradient with what the branch made, summed. */
      readonly dots: ArrayLike<number>;
    };
  },
): Value {
  const gradient = new Float32Array(probabilities.length).fill(cost);
  ran?.images.forEach((image, i) => {
    gradient[image]! += ran.dots[i]! / probabilities[image]!;
  });
  return new Value(k, k.upload(gradient, [gradient.length, 1]), 'logical');
}
