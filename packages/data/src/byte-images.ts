import type { Batch, DatasetInfo, OpenDataset, Split } from '@picojoule/spec';
import { type Augmentation, drawChanges } from './augmentation.ts';
import { badIndex, datasetClosed, loadingFailed } from './errors.ts';
import { type ImageWorker, startImageWorker } from './image-worker.ts';
import { type ByteImages, makeImages } from './make-images.ts';

/** One split as bytes: images [N, C, H, W] and the class of each. */
export interface ByteSplit {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Serves images that stay bytes in memory; a batch is normalised per channel as it is read. Training
 * batches are made and augmented in a thread of their own, which starts with the first of them.
 */
export function openByteImages(
  description: Omit<DatasetInfo, 'size'>,
  loaded: Readonly<Record<Split, ByteSplit>>,
  augmentation: Augmentation,
): OpenDataset {
  const { title, mean, deviation, shape } = description;
  const size = { train: loaded.train.labels.length, test: loaded.test.labels.length };
  const normalised = Array.from({ length: shape[0] }, (_, channel) =>
    Float32Array.from(
      { length: 256 },
      (_, pixel) => (pixel / 255 - mean[channel]!) / deviation[channel]!,
    ),
  );
  const served = (split: Split, bytes = loaded[split].images): ByteImages => ({
    bytes,
    shape,
    normalised,
  });
  let splits: Record<Split, ByteImages> | undefined = {
    train: served('train'),
    test: served('test'),
  };
  let worker: ImageWorker | undefined;

  function open(): Record<Split, ByteImages> {
    if (splits === undefined) throw datasetClosed(title);
    return splits;
  }

  function labelsOf(split: Split, indices: ArrayLike<number>): Int32Array {
    return Int32Array.from(indices, (index) => {
      const label = loaded[split].labels[index];
      if (label === undefined) throw badIndex(title, split, index, size[split]);
      return label;
    });
  }

  function trainingWorker(): ImageWorker {
    if (worker === undefined) {
      const images = open();
      images.train = served('train', shared(images.train.bytes));
      worker = startImageWorker(images.train, (cause) =>
        splits === undefined ? datasetClosed(title) : loadingFailed(title, cause),
      );
    }
    return worker;
  }

  return {
    info: { ...description, size },
    async read(split, indices): Promise<Batch> {
      const source = open()[split];
      const labels = labelsOf(split, indices);
      return { images: makeImages(source, indices), labels };
    },
    async readForTraining(indices, random): Promise<Batch> {
      open();
      const labels = labelsOf('train', indices);
      const changes = drawChanges(augmentation, indices.length, random);
      return { images: await trainingWorker().make(indices, changes), labels };
    },
    async close() {
      splits = undefined;
      await worker?.close();
    },
  };
}

/** The same bytes in memory that all threads see. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
