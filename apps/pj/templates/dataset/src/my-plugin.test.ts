import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

test('without noise the stripes lie as their label says', async () => {
  const dataset = await myPlugin({ noise: 0 }).open();
  const { images, labels } = await dataset.read('train', [0, 1]);
  expect([...labels]).toEqual([0, 1]);
  expect([...images.subarray(0, 10)]).toEqual([-1, -1, -1, -1, -1, -1, -1, -1, 1, 1]);
  expect([...images.subarray(64, 68)]).toEqual([-1, 1, -1, 1]);
});

test('an image that is not there is named', async () => {
  const dataset = await myPlugin().open();
  await expect(dataset.read('test', [200])).rejects.toThrow(/no test image 200/);
});
