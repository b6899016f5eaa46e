import { createRandom } from '@picojoule/spec';
import { datasetLaws } from '@picojoule/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import type { Augmentation } from './augmentation.ts';
import { openByteImages } from './byte-images.ts';

const SHAPE = [2, 5, 4] as const;
const PIXELS = 2 * 5 * 4;
const COUNT = 60;
const bytes = Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => 1 + ((i * 37) % 255));
const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 3);
const description = {
  title: 'Small',
  classes: ['a', 'b', 'c'],
  shape: SHAPE,
  mean: [0.5, 0.25],
  deviation: [0.5, 0.125],
  licence: 'MIT',
  source: 'this test',
};
const split = { images: bytes, labels };
const opened = (augmentation: Augmentation) =>
  openByteImages(description, { train: split, test: split }, augmentation);

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const data of toClose.splice(0)) await data.close();
});
function open(augmentation: Partial<Augmentation> = {}) {
  const data = opened({ crop: 0, flip: false, ...augmentation });
  toClose.push(data);
  return data;
}

/** The image padded with black, cut at (top, left) of the padded one, mirrored before. */
function changed(index: number, crop: number, top: number, left: number, flip: boolean) {
  const [channels, height, width] = SHAPE;
  return Array.from({ length: PIXELS }, (_, i) => {
    const c = Math.floor(i / (height * width));
    const y = (Math.floor(i / width) % height) + top - crop;
    const x = (i % width) + left - crop;
    const inside = y >= 0 && y < height && x >= 0 && x < width;
    const at = ((index * channels + c) * height + y) * width + (flip ? width - 1 - x : x);
    const pixel = inside ? bytes[at]! : 0;
    return Math.fround((pixel / 255 - description.mean[c]!) / description.deviation[c]!);
  });
}

const indices = Uint32Array.from({ length: COUNT }, (_, i) => i);
const random = (step: number) => createRandom(5, `step/${step}`);

for (const augmentation of [{}, { crop: 2, flip: true }]) {
  describe(`laws with ${JSON.stringify(augmentation)}`, () => {
    const dataset = { open: async () => opened({ crop: 0, flip: false, ...augmentation }) };
    for (const law of datasetLaws) test(law.name, () => law.check(dataset));
  });
}

test('without augmentation training sees the images as they are', async () => {
  const data = open();
  expect(await data.readForTraining!([7, 3, 7], random(0))).toEqual(
    await data.read('train', [7, 3, 7]),
  );
});

test('every crop of the padded image occurs, mirrored and not, and nothing else', async () => {
  const data = open({ crop: 1, flip: true });
  const seen = new Set<string>();
  for (let step = 0; step < 10; step++) {
    const batch = await data.readForTraining!(indices, random(step));
    expect([...batch.labels]).toEqual([...labels]);
    for (const index of indices) {
      const image = [...batch.images.subarray(index * PIXELS, (index + 1) * PIXELS)];
      const matches = [];
      for (const flip of [false, true])
        for (const top of [0, 1, 2])
          for (const left of [0, 1, 2]) {
            const expected = changed(index, 1, top, left, flip);
            if (expected.every((value, i) => value === image[i])) matches.push([flip, top, left]);
          }
      expect(matches).toHaveLength(1);
      seen.add(String(matches[0]));
    }
  }
  expect(seen.size).toBe(18);
});

test('a batch depends on its step alone, not on when and in which order it is made', async () => {
  const walked = open({ crop: 2, flip: true });
  const inOrder = [];
  for (const step of [0, 1, 2, 3])
    inOrder.push(await walked.readForTraining!(indices, random(step)));
  const other = open({ crop: 2, flip: true });
  const atOnce = await Promise.all(
    [3, 1, 0, 2].map(
      async (step) => [step, await other.readForTraining!(indices, random(step))] as const,
    ),
  );
  for (const [step, batch] of atOnce) expect(batch).toEqual(inOrder[step]);
  expect(inOrder[0]).not.toEqual(inOrder[1]);
});

test('evaluation is never augmented', async () => {
  const data = open({ crop: 2, flip: true });
  expect(await data.read('train', indices)).toEqual(await open().read('train', indices));
});

test('closing ends the thread: what waits rejects, and the process can end', async () => {
  const data = open({ crop: 2 });
  const waiting = data.readForTraining!(indices, random(0));
  const rejected = expect(waiting).rejects.toMatchObject({ code: 'DATA_CLOSED' });
  await data.close();
  await rejected;
  await expect(data.readForTraining!(indices, random(1))).rejects.toMatchObject({
    code: 'DATA_CLOSED',
  });
});

test('a bad index keeps its code, and the next batch is made', async () => {
  const data = open({ flip: true });
  await expect(data.readForTraining!([0, COUNT], random(0))).rejects.toMatchObject({
    code: 'DATA_INDEX',
  });
  expect((await data.readForTraining!([0], random(1))).labels).toHaveLength(1);
});
