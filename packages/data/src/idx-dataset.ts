import type { DatasetInfo, OpenDataset } from '@picojoule/spec';
import type { Augmentation } from './augmentation.ts';
import { type ByteSplit, openByteImages } from './byte-images.ts';
import { damagedFile } from './errors.ts';
import { readIdx } from './idx.ts';
import { readFileOrGzip } from './read-file.ts';

/** What the four files do not say. */
export interface IdxDatasetDescription extends Omit<DatasetInfo, 'size'> {
  readonly shape: readonly [1, number, number];
}

/**
 * Opens a dataset of the four files of MNIST (plain or .gz).
 *
 * @throws PicojouleError when a file is missing (`next` tells where to put it) or damaged.
 */
export async function openIdxDataset(
  folder: string,
  description: IdxDatasetDescription,
  next: string,
  augment: Augmentation,
): Promise<OpenDataset> {
  const load = (split: string) => loadSplit(folder, split, description, next);
  const splits = { train: await load('train'), test: await load('t10k') };
  return openByteImages(description, splits, augment);
}

async function loadSplit(
  folder: string,
  split: string,
  { title, shape, classes }: IdxDatasetDescription,
  next: string,
): Promise<ByteSplit> {
  const imageFile = await readFileOrGzip(folder, `${split}-images-idx3-ubyte`, title, next);
  const labelFile = await readFileOrGzip(folder, `${split}-labels-idx1-ubyte`, title, next);
  const images = readIdx(imageFile.bytes, imageFile.path, [undefined, shape[1], shape[2]]);
  if (images.shape[0] === 0) throw damagedFile(imageFile.path, 'it holds no image');
  const labels = readIdx(labelFile.bytes, labelFile.path, [images.shape[0]]).values;
  const wrong = labels.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    throw damagedFile(labelFile.path, `label ${wrong} is ${labels[wrong]}, above the last class`);
  }
  return { images: images.values, labels };
}
