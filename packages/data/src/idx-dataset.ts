import type { Batch, DatasetInfo, OpenDataset, Split } from '@picojoule/spec';
import { badIndex, damagedFile, datasetClosed } from './errors.ts';
import { readIdx } from './idx.ts';
import { readFileOrGzip } from './read-file.ts';

/** What the four files do not say. */
export interface IdxDatasetDescription extends Omit<DatasetInfo, 'size' | 'mean' | 'deviation'> {
  readonly shape: readonly [1, number, number];
  readonly mean: readonly [number];
  readonly deviation: readonly [number];
}

interface LoadedSplit {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Opens a dataset of the four files of MNIST (plain or .gz). Pixels stay bytes in memory; a batch is
 * normalised as it is read.
 *
 * @throws PicojouleError when a file is missing (`next` tells where to put it) or damaged.
 */
export async function openIdxDataset(
  folder: string,
  description: IdxDatasetDescription,
  next: string,
): Promise<OpenDataset> {
  const load = (split: string) => loadSplit(folder, split, description, next);
  let splits: Record<Split, LoadedSplit> | undefined = {
    train: await load('train'),
    test: await load('t10k'),
  };
  const { title, mean, deviation, shape } = description;
  const size = { train: splits.train.labels.length, test: splits.test.labels.length };
  const pixels = shape[1] * shape[2];
  const normalised = Float32Array.from(
    { length: 256 },
    (_, pixel) => (pixel / 255 - mean[0]) / deviation[0],
  );

  return {
    info: { ...description, size },
    async read(split, indices): Promise<Batch> {
      if (splits === undefined) throw datasetClosed(title);
      const source = splits[split];
      const images = new Float32Array(indices.length * pixels);
      const labels = new Int32Array(indices.length);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        const label = source.labels[index];
        if (label === undefined) throw badIndex(title, split, index, size[split]);
        labels[i] = label;
        for (let from = index * pixels, to = i * pixels; to < (i + 1) * pixels; from++, to++) {
          images[to] = normalised[source.images[from]!]!;
        }
      }
      return { images, labels };
    },
    async close() {
      splits = undefined;
    },
  };
}

async function loadSplit(
  folder: string,
  split: string,
  { title, shape, classes }: IdxDatasetDescription,
  next: string,
): Promise<LoadedSplit> {
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
