import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fashionMnist } from './fashion-mnist.ts';
import { mnist } from './mnist.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picojoule-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

const images = (count: number) =>
  Uint8Array.from({ length: 16 + count * 784 }, (_, i) =>
    i < 16 ? [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28][i]! : (i * 7) % 256,
  );
const labels = (...classes: number[]) =>
  Uint8Array.of(0, 0, 8, 1, 0, 0, 0, classes.length, ...classes);
const put = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);

async function writeAll() {
  await put('train-images-idx3-ubyte', images(3));
  await put('train-labels-idx1-ubyte', labels(0, 9, 4));
  await put('t10k-images-idx3-ubyte.gz', gzipSync(images(1)));
  await put('t10k-labels-idx1-ubyte.gz', gzipSync(labels(7)));
}

test('plain and .gz files of a folder are read and normalised', async () => {
  await writeAll();
  const data = await mnist({ path: folder }).open();
  expect(data.info.size).toEqual({ train: 3, test: 1 });
  const batch = await data.read('train', [2, 0]);
  expect([...batch.labels]).toEqual([4, 0]);
  expect(batch.images).toHaveLength(2 * 784);
  const pixel = ((16 + 2 * 784 + 5) * 7) % 256;
  expect(batch.images[5]).toBeCloseTo((pixel / 255 - 0.1307) / 0.3081, 6);
  expect([...(await data.read('test', [0])).labels]).toEqual([7]);
  await data.close();
  await expect(data.read('train', [0])).rejects.toMatchObject({ code: 'DATA_CLOSED' });
});

test('a missing folder is named together with what to do', async () => {
  await expect(fashionMnist({ path: join(folder, 'none') }).open()).rejects.toMatchObject({
    code: 'DATA_MISSING',
    message: expect.stringContaining('train-images-idx3-ubyte'),
    next: expect.stringContaining('dataset-fashion-mnist'),
  });
});

test.each<[string, string, Uint8Array, string]>([
  ['fewer labels than images', 'train-labels-idx1-ubyte', labels(1, 2), 'DATA_DAMAGED'],
  ['a label above the last class', 'train-labels-idx1-ubyte', labels(1, 2, 10), 'DATA_DAMAGED'],
  ['truncated images', 't10k-images-idx3-ubyte', images(1).subarray(0, 500), 'DATA_DAMAGED'],
  ['no images', 't10k-images-idx3-ubyte', images(0), 'DATA_DAMAGED'],
  [
    'a truncated .gz',
    't10k-images-idx3-ubyte.gz',
    gzipSync(images(1)).subarray(0, 100),
    'DATA_UNREADABLE',
  ],
  [
    'a .gz that unpacks to 300 MB',
    't10k-images-idx3-ubyte.gz',
    gzipSync(new Uint8Array(300 * 2 ** 20), { level: 1 }),
    'DATA_UNREADABLE',
  ],
])('%s: refused', async (_, name, bytes, code) => {
  await writeAll();
  await put(name, bytes);
  await expect(mnist({ path: folder }).open()).rejects.toMatchObject({
    code,
    message: expect.stringContaining(name),
  });
});
