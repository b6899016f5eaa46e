import type { Random } from '@picojoule/spec';
import { tooFewImages } from '../errors.ts';

/** The parts of the training images, disjoint but for samples and probes, which are also trained on. */
export interface ImageSets {
  /** For training and fine-tuning. */
  readonly training: Uint32Array;
  /** Set aside: never trained on; it holds the accuracy bound. */
  readonly heldOut: Uint32Array;
  /** Small: least squares and restoring look at these. */
  readonly samples: Uint32Array;
  /** For the trial evaluations of a pruning strategy. */
  readonly probes: Uint32Array;
}

export interface ImageSetSizes {
  readonly heldOut: number;
  readonly samples: number;
  readonly probes: number;
}

/** Divides the training images by one seeded permutation. */
export function imageSets(size: number, sizes: ImageSetSizes, random: Random): ImageSets {
  const needed = sizes.heldOut + sizes.samples + sizes.probes;
  if (needed >= size) throw tooFewImages(needed + 1, size);
  const order = random.split('image-sets').permutation(size);
  const training = order.subarray(sizes.heldOut);
  return {
    heldOut: order.subarray(0, sizes.heldOut),
    training,
    samples: training.subarray(0, sizes.samples),
    probes: training.subarray(sizes.samples, sizes.samples + sizes.probes),
  };
}
