import { access } from 'node:fs/promises';
import type { OpenDataset } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { fashionMnist } from './fashion-mnist.ts';
import { mnist } from './mnist.ts';

/** Mean and deviation of the raw pixels (0 to 1) of the training split, undone from what was read. */
async function pixelStatistics(data: OpenDataset) {
  const [mean, deviation] = [data.info.mean[0]!, data.info.deviation[0]!];
  let [sum, squares, count] = [0, 0, 0];
  for (let start = 0; start < data.info.size.train; start += 1000) {
    const indices = Array.from({ length: 1000 }, (_, i) => start + i);
    for (const value of (await data.read('train', indices)).images) {
      const pixel = value * deviation + mean;
      sum += pixel;
      squares += pixel * pixel;
      count++;
    }
  }
  const average = sum / count;
  return { mean: average, deviation: Math.sqrt(squares / count - average ** 2) };
}

async function classCounts(data: OpenDataset, split: 'train' | 'test') {
  const { length } = { length: data.info.size[split] };
  const { labels } = await data.read(
    split,
    Array.from({ length: Math.min(length, 10_000) }, (_, i) => i),
  );
  return data.info.classes.map((_, label) => labels.filter((found) => found === label).length);
}

test('MNIST has its published sizes, test classes and pixel statistics', async () => {
  const data = await mnist().open();
  expect(data.info.size).toEqual({ train: 60_000, test: 10_000 });
  // Counts of the 10 000 test labels as everyone who tabulated them states them.
  expect(await classCounts(data, 'test')).toEqual([
    980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
  ]);
  const { mean, deviation } = await pixelStatistics(data);
  expect(mean).toBeCloseTo(data.info.mean[0]!, 4);
  expect(deviation).toBeCloseTo(data.info.deviation[0]!, 4);
  await data.close();
});

const debian = '/usr/share/datasets/fashion-mnist';
const present = await access(debian).then(
  () => true,
  () => false,
);
const title = present
  ? 'Fashion-MNIST has its published sizes, balanced classes and pixel statistics'
  : 'Fashion-MNIST (skipped: the Debian package dataset-fashion-mnist is not installed)';

test.skipIf(!present)(title, async () => {
  const data = await fashionMnist({ path: debian }).open();
  expect(data.info.size).toEqual({ train: 60_000, test: 10_000 });
  expect(await classCounts(data, 'test')).toEqual(Array.from({ length: 10 }, () => 1000));
  const { mean, deviation } = await pixelStatistics(data);
  expect(mean).toBeCloseTo(data.info.mean[0]!, 3);
  expect(deviation).toBeCloseTo(data.info.deviation[0]!, 3);
  await data.close();
});
