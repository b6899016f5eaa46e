import type { Random } from '@picojoule/spec';
import { tooFewImages } from '../errors.ts';

export interface BatchOrder {
  readonly stepsPerEpoch: number;
  /** Positions of the images of a step; a function of the seed and the step alone. */
  indices(step: number): Uint32Array;
}

/** Each epoch visits the images in its own seeded order; what does not fill a batch waits for the next epoch. */
export function batchOrder(images: Uint32Array, batchSize: number, random: Random): BatchOrder {
  const stepsPerEpoch = Math.floor(images.length / batchSize);
  if (stepsPerEpoch === 0) throw tooFewImages(batchSize, images.length);
  let cached: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array() };
  const orderOf = (epoch: number) => {
    if (cached.epoch !== epoch) {
      cached = { epoch, order: random.split(`order/${epoch}`).permutation(images.length) };
    }
    return cached.order;
  };
  return {
    stepsPerEpoch,
    indices(step) {
      const first = (step % stepsPerEpoch) * batchSize;
      const order = orderOf(Math.floor(step / stepsPerEpoch)).subarray(first, first + batchSize);
      return order.map((position) => images[position]!);
    },
  };
}
