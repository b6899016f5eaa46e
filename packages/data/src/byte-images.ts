import type { Batch, DatasetInfo, OpenDataset, Split } from '@picojoule/spec';
import { badIndex, datasetClosed } from './errors.ts';

/** One split as bytes: images [N, C, H, W] and the class of each. */
export interface ByteSplit {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Serves images that stay bytes in memory; a batch is normalised per channel as it is read. */
export function openByteImages(
  description: Omit<DatasetInfo, 'size'>,
  loaded: Readonly<Record<Split, ByteSplit>>,
): OpenDataset {
  let splits: Readonly<Record<Split, ByteSplit>> | undefined = loaded;
  const { title, mean, deviation, shape } = description;
  const size = { train: loaded.train.labels.length, test: loaded.test.labels.length };
  const plane = shape[1] * shape[2];
  const normalised = Array.from({ length: shape[0] }, (_, channel) =>
    Float32Array.from(
      { length: 256 },
      (_, pixel) => (pixel / 255 - mean[channel]!) / deviation[channel]!,
    ),
  );

  return {
    info: { ...description, size },
    async read(split, indices): Promise<Batch> {
      if (splits === undefined) throw datasetClosed(title);
      const source = splits[split];
      const images = new Float32Array(indices.length * shape[0] * plane);
      const labels = new Int32Array(indices.length);
      let to = 0;
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        const label = source.labels[index];
        if (label === undefined) throw badIndex(title, split, index, size[split]);
        labels[i] = label;
        let from = index * shape[0] * plane;
        for (const table of normalised) {
          for (const end = from + plane; from < end; )
            images[to++] = table[source.images[from++]!]!;
        }
      }
      return { images, labels };
    },
    async close() {
      splits = undefined;
    },
  };
}
