import {
  type Batch,
  createRandom,
  type Dataset,
  type OpenDataset,
  type Split,
} from '@picojoule/spec';
import fc from 'fast-check';
import { demand, demandEqual, demandPicojouleError, demandRejects } from '../demand.ts';
import { forAll } from '../for-all.ts';
import { type Law, law } from '../law.ts';

const SPLITS: readonly Split[] = ['train', 'test'];

const datasetLaw = (name: string, check: (open: OpenDataset, dataset: Dataset) => Promise<void>) =>
  law<Dataset>(name, async (dataset) => {
    const open = await dataset.open();
    try {
      await check(open, dataset);
    } finally {
      await open.close();
    }
  });

/** A split and some of its indices, first and last among them. */
const drawn = ({ info }: OpenDataset): fc.Arbitrary<{ split: Split; indices: number[] }> =>
  fc.oneof(
    ...SPLITS.filter((split) => info.size[split] > 0).map((split) => {
      const last = info.size[split] - 1;
      const index = fc.oneof(fc.nat(last), fc.constantFrom(0, last));
      return fc.record({ split: fc.constant(split), indices: fc.array(index, { maxLength: 8 }) });
    }),
  );

const pixelsOf = ({ info }: OpenDataset) => info.shape[0] * info.shape[1] * info.shape[2];
const imageOf = ({ images }: Batch, i: number, pixels: number) =>
  images.slice(i * pixels, (i + 1) * pixels);

/** The laws of datasets. */
export const datasetLaws: readonly Law<Dataset>[] = [
  datasetLaw('the information is complete and consistent', async ({ info }) => {
    const { title, classes, shape, size, mean, deviation, licence, source } = info;
    for (const text of [title, licence, source]) demand(text.trim() !== '', 'a text is empty');
    demand(classes.length > 0, 'there are no classes');
    demand(new Set(classes).size === classes.length, 'two classes have one name');
    const positive = (value: number) => Number.isSafeInteger(value) && value > 0;
    demand(shape.length === 3 && shape.every(positive), `[${shape}] is no shape`);
    demand(positive(size.train) && positive(size.test), 'a split is empty');
    demand(mean.length === shape[0] && mean.every(Number.isFinite), `[${mean}] are no means`);
    demand(
      deviation.length === shape[0] && deviation.every((value) => value > 0),
      `[${deviation}] are no deviations`,
    );
  }),
  datasetLaw('every index below the size reads, as an image and its class', (open) =>
    forAll(drawn(open), async ({ split, indices }) => {
      const { images, labels } = await open.read(split, indices);
      demand(images.length === indices.length * pixelsOf(open), `${images.length} values`);
      demand(labels.length === indices.length, `${labels.length} labels, not ${indices.length}`);
      const { classes } = open.info;
      for (const label of labels) {
        demand(label >= 0 && label < classes.length, `there is no class ${label}`);
      }
    }),
  ),
  datasetLaw('images are normalised as the information states', (open) =>
    forAll(drawn(open), async ({ split, indices }) => {
      const { images } = await open.read(split, indices);
      const { shape, mean, deviation } = open.info;
      images.forEach((value, i) => {
        const channel = Math.floor(i / (shape[1] * shape[2])) % shape[0];
        const pixel = value * deviation[channel]! + mean[channel]!;
        demand(pixel >= -1e-5 && pixel <= 1 + 1e-5, `a pixel is ${pixel}, not in [0, 1]`);
      });
    }),
  ),
  datasetLaw('the same index reads the same image, whatever stands beside it', (open) => {
    const pixels = pixelsOf(open);
    return forAll(drawn(open), async ({ split, indices }) => {
      const batch = await open.read(split, indices);
      for (const [i, index] of indices.entries()) {
        const alone = await open.read(split, [index]);
        demandEqual(imageOf(batch, i, pixels), alone.images, `image ${index}`);
        demandEqual(batch.labels[i], alone.labels[0], `label of image ${index}`);
        alone.images.fill(0.5);
      }
      demandEqual(await open.read(split, Uint32Array.from(indices)), batch, 'the batch, once more');
    });
  }),
  datasetLaw('another opening reads the same images', async (open, dataset) => {
    const other = await dataset.open();
    try {
      demandEqual(other.info, open.info, 'the information');
      await forAll(
        drawn(open),
        async ({ split, indices }) =>
          demandEqual(await other.read(split, indices), await open.read(split, indices), 'a batch'),
        10,
      );
    } finally {
      await other.close();
    }
  }),
  datasetLaw('a training batch depends on its indices and randomness alone', (open) =>
    forAll(
      drawn(open).filter(({ split }) => split === 'train'),
      async ({ indices }) => {
        const make = (stream: string) =>
          open.readForTraining?.(indices, createRandom(1, stream)) ?? open.read('train', indices);
        const both = await Promise.all([make('a'), make('b')]);
        demandEqual(await make('b'), both[1], 'the second batch, made after both');
        demandEqual(await make('a'), both[0], 'the first batch, made last');
        const { labels } = await open.read('train', indices);
        for (const batch of both) demandEqual(batch.labels, labels, 'the labels');
        demand(both[0].images.length === indices.length * pixelsOf(open), 'its size is another');
      },
      10,
    ),
  ),
  datasetLaw('an index that is none rejects with a PicojouleError', async (open) => {
    for (const split of SPLITS) {
      const size = open.info.size[split];
      for (const index of [size, size + 1, 2 ** 31, -1, 0.5, Number.NaN]) {
        const error = await demandRejects(() => open.read(split, [0, index]), `index ${index}`);
        demandPicojouleError(error, `the refusal of index ${index}`);
      }
    }
  }),
];
