import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { augmentationOption } from '../augmentation.ts';
import { CIFAR100_VERSIONS } from './cifar-files.ts';
import { CIFAR100_CLASSES } from './classes.ts';
import { openCifar } from './open-cifar.ts';

/** CIFAR-100: 32x32 colour photographs of a hundred fine classes, 50 000 to train and 10 000 to test. */
export const cifar100 = definePlugin({
  kind: 'dataset',
  name: 'cifar100',
  summary: 'Photographs, 32x32 colour, 100 classes, 50 000 + 10 000, from your own copy.',
  references: [
    {
      title: 'Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009',
      url: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    },
  ],
  options: v.strictObject({
    /** Folder of the unpacked archive, binary or Python version, or the folder that holds it. */
    path: v.optional(v.string(), '.'),
    augment: augmentationOption,
  }),
  create: ({ path, augment }) => ({
    open: () =>
      openCifar(
        path,
        {
          title: 'CIFAR-100',
          classes: CIFAR100_CLASSES,
          shape: [3, 32, 32],
          // Of the training pixels, as commonly used; a test recomputes them where the files are.
          mean: [0.5071, 0.4865, 0.4409],
          deviation: [0.2673, 0.2564, 0.2762],
          licence: 'none stated by its authors',
        },
        CIFAR100_VERSIONS,
        augment,
      ),
  }),
});
