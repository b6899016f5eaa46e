import {
  createRandom,
  type DatasetInfo,
  definePlugin,
  type OpenDataset,
  PicojouleError,
  type Split,
} from '@picojoule/spec';
import * as v from 'valibot';

const SIDE = 8;
const NAME = 'my-plugin';

/**
 * A dataset: horizontal and vertical stripes with noise, made from a seed. Replace `draw` by reading
 * your files, and let `open` say which of them are missing and where to put them.
 */
export const myPlugin = definePlugin({
  kind: 'dataset',
  name: NAME,
  summary: 'Stripes with noise.',
  references: [],
  options: v.strictObject({
    seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
    /** Standard deviation of the noise. */
    noise: v.optional(v.pipe(v.number(), v.minValue(0)), 0.3),
  }),
  create: ({ seed, noise }) => ({
    async open(): Promise<OpenDataset> {
      return {
        info,
        async read(split, indices) {
          const images = new Float32Array(indices.length * SIDE * SIDE);
          const labels = new Int32Array(indices.length);
          for (let i = 0; i < indices.length; i++) {
            const index = indices[i]!;
            if (!Number.isInteger(index) || index < 0 || index >= info.size[split])
              throw outOfRange(split, index);
            labels[i] = index % info.classes.length;
            const image = draw(labels[i]!, noise, createRandom(seed, `${split}/${index}`));
            images.set(image, i * SIDE * SIDE);
          }
          return { images, labels };
        },
        async close() {},
      };
    },
  }),
});

const info: DatasetInfo = {
  title: 'Stripes',
  classes: ['horizontal', 'vertical'],
  shape: [1, SIDE, SIDE],
  size: { train: 1000, test: 200 },
  mean: [0.5],
  deviation: [0.5],
  licence: 'public domain',
  source: 'made from a seed',
};

function draw(label: number, noise: number, random: { normal(): number }): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const line = label === 0 ? Math.floor(i / SIDE) : i % SIDE;
    const pixel = (line % 2) + noise * random.normal();
    return (Math.min(1, Math.max(0, pixel)) - info.mean[0]!) / info.deviation[0]!;
  });
}

const outOfRange = (split: Split, index: number) =>
  new PicojouleError({
    code: 'MY_PLUGIN_INDEX',
    message: `"${NAME}" has no ${split} image ${index}: it has ${info.size[split]}.`,
    next: 'Read images below the size.',
  });
