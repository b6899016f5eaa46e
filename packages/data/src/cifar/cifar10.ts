import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { augmentationOption } from '../augmentation.ts';
import { CIFAR10_VERSIONS } from './cifar-files.ts';
import { CIFAR10_CLASSES } from './classes.ts';
import { openCifar } from './open-cifar.ts';

/** CIFAR-10: 32x32 colour photographs of ten classes, 50 000 to train and 10 000 to test. */
export const cifar10 = definePlugin({
  kind: 'dataset',
  name: 'cifar10',
  summary: 'Photographs, 32x32 colour, 10 classes, 50 000 + 10 000, from your own copy.',
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
          title: 'CIFAR-10',
          classes: CIFAR10_CLASSES,
          shape: [3, 32, 32],
          // Of the training pixels, as commonly used; a test recomputes them where the files are.
          mean: [0.4914, 0.4822, 0.4465],
          deviation: [0.247, 0.2435, 0.2616],
          licence: 'none stated by its authors',
        },
        CIFAR10_VERSIONS,
        augment,
      ),
  }),
});
