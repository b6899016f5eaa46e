import type { Dataset, OpenDataset } from '@picojoule/spec';
import { test } from 'vitest';
import { fakeDataset } from '../fakes/fake-dataset.ts';
import { lawProofs } from '../law-proofs.ts';
import { datasetLaws } from './dataset.ts';

const right = () => fakeDataset({ size: { train: 20, test: 5 } });
const changed = (change: (open: OpenDataset) => Partial<OpenDataset>) => (): Dataset => ({
  open: async () => {
    const open = await right().open();
    return { ...open, ...change(open) };
  },
});

const broken: Record<string, () => Dataset> = {
  'the information is complete and consistent': changed(({ info }) => ({
    info: { ...info, deviation: [0] },
  })),
  'every index below the size reads, as an image and its class': changed(({ info }) => ({
    info: { ...info, classes: ['0', '1'] },
  })),
  'images are normalised as the information states': changed(({ info }) => ({
    info: { ...info, mean: [0.6] },
  })),
  'the same index reads the same image, whatever stands beside it': changed(({ read }) => ({
    read: async (split, indices) => {
      const batch = await read(split, indices);
      batch.images.set(batch.images.map((value) => value / (1 + indices.length)));
      return batch;
    },
  })),
  'another opening reads the same images': () => {
    let openings = 0;
    return {
      open: () => fakeDataset({ size: { train: 20, test: 5 }, seed: ++openings }).open(),
    };
  },
  'a training batch depends on its indices and randomness alone': changed(({ read }) => {
    let calls = 0;
    return {
      readForTraining: async (indices) => {
        const batch = await read('train', indices);
        batch.images.fill(calls++);
        return batch;
      },
    };
  }),
  'an index that is none rejects with a PicojouleError': changed(({ read }) => ({
    read: (split, indices) =>
      read(
        split,
        Array.from(indices, (index) => (index >= 0 ? Math.floor(index) % 5 : 0)),
      ),
  })),
};

for (const { name, check } of lawProofs(datasetLaws, right, broken)) test(name, check);
