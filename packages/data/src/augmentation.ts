import type { Random } from '@picojoule/spec';
import * as v from 'valibot';

/** Option of the datasets: how training images are changed each time they are seen. */
export const augmentationOption = v.optional(
  v.strictObject({
    /** Pads with so many black pixels on each side and cuts the old size out at random; 0 does not. */
    crop: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(127)), 0),
    /** Mirrors every second image left to right, at random. */
    flip: v.optional(v.boolean(), false),
  }),
  {},
);

export type Augmentation = v.InferOutput<typeof augmentationOption>;

/** The changes of `count` images as `makeImages` takes them; undefined where nothing changes. */
export function drawChanges(
  { crop, flip }: Augmentation,
  count: number,
  random: Random,
): Int8Array | undefined {
  if (crop === 0 && !flip) return undefined;
  const shift = () => random.integer(2 * crop + 1) - crop;
  const changes = new Int8Array(3 * count);
  for (let i = 0; i < count; i++)
    changes.set([shift(), shift(), flip ? random.integer(2) : 0], 3 * i);
  return changes;
}
