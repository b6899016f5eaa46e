import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { augmentationOption } from './augmentation.ts';
import { openIdxDataset } from './idx-dataset.ts';

/** Where Debian's package `dataset-fashion-mnist` puts its files. */
const DEBIAN_FOLDER = '/usr/share/datasets/fashion-mnist';

const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Fashion-MNIST: 28x28 grey images of clothes, 60 000 to train and 10 000 to test. */
export const fashionMnist = definePlugin({
  kind: 'dataset',
  name: 'fashion-mnist',
  summary: 'Clothes, 28x28 grey, 60 000 + 10 000, from Debian or a folder.',
  references: [
    {
      title:
        'Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, 2017',
      url: 'https://arxiv.org/abs/1708.07747',
    },
  ],
  options: v.strictObject({
    /** Folder of the four IDX files, plain or .gz; that of Debian's package by default. */
    path: v.optional(v.string(), DEBIAN_FOLDER),
    augment: augmentationOption,
  }),
  create: ({ path, augment }) => ({
    open: () =>
      openIdxDataset(
        path,
        {
          title: 'Fashion-MNIST',
          classes: CLASSES,
          shape: [1, 28, 28],
          // Over the pixels of the 60 000 training images; a test recomputes them where the files are.
          mean: [0.286],
          deviation: [0.353],
          licence: 'MIT',
          source: path === DEBIAN_FOLDER ? 'Debian package dataset-fashion-mnist' : path,
        },
        'Install the Debian package dataset-fashion-mnist, or put the four files of ' +
          'github.com/zalandoresearch/fashion-mnist (data/fashion) in a folder: fashionMnist({ path: "..." }).',
        augment,
      ),
  }),
});
