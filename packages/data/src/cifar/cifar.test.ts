import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetLaws } from '@picojoule/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CIFAR10_VERSIONS, CIFAR100_VERSIONS, type CifarVersion } from './cifar-files.ts';
import { cifar10 } from './cifar10.ts';
import { cifar100 } from './cifar100.ts';
import { CIFAR10_CLASSES, CIFAR100_CLASSES } from './classes.ts';
import { openCifar } from './open-cifar.ts';
import { pickledBatch } from './testing.ts';
import { unpickle } from './unpickle.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picojoule-cifar-'));
});
afterEach(() => rm(folder, { recursive: true }));

const description = {
  title: 'CIFAR-10',
  classes: Array.from('0123456789'),
  shape: [3, 32, 32] as const,
  mean: [0.5, 0.25, 0],
  deviation: [0.5, 0.25, 1],
  licence: 'none',
};
const pixels = (count: number, salt: number) =>
  Uint8Array.from({ length: count * 3072 }, (_, i) => (i * 7 + salt + (i >> 8)) % 256);

/** Files of the form of a published version, with the digests that these bytes have. */
async function publish(
  { form, algorithm, folder: name, files, archive }: CifarVersion,
  bytesOf: (salt: number) => Uint8Array,
): Promise<CifarVersion> {
  await mkdir(join(folder, name));
  let salt = 0;
  const put = async ({ name: file }: { name: string }) => {
    const bytes = bytesOf(salt++);
    await writeFile(join(folder, name, file), bytes);
    return { name: file, digest: createHash(algorithm).update(bytes).digest('hex') };
  };
  const train = [];
  for (const file of files.train) train.push(await put(file));
  return {
    form,
    algorithm,
    folder: name,
    archive,
    files: { train, test: [await put(files.test[0]!)] },
  };
}

const binary = (salt: number) => {
  const images = pixels(2, salt);
  return Uint8Array.of(salt, ...images.subarray(0, 3072), 9, ...images.subarray(3072));
};
const python = (salt: number) => pickledBatch([salt, 9], pixels(2, salt), 'labels');

test('both versions of CIFAR-10 hold the same images', async () => {
  const [bin, py] = CIFAR10_VERSIONS as [CifarVersion, CifarVersion];
  const versions = [await publish(bin, binary), await publish(py, python)];
  for (const version of versions) {
    const dataset = {
      open: () => openCifar(folder, description, [version], { crop: 0, flip: false }),
    };
    for (const law of datasetLaws) await law.check(dataset);
    const data = await dataset.open();
    expect(data.info.size).toEqual({ train: 10, test: 2 });
    const { images, labels } = await data.read('train', [4, 1]);
    expect([...labels]).toEqual([2, 9]);
    // Image 4 is the first of the third file; a channel has its own mean and deviation.
    const raw = pixels(2, 2);
    expect(images[7]).toBeCloseTo((raw[7]! / 255 - 0.5) / 0.5, 6);
    expect(images[1024 + 7]).toBeCloseTo((raw[1024 + 7]! / 255 - 0.25) / 0.25, 6);
    expect(images[2048 + 7]).toBeCloseTo(raw[2048 + 7]! / 255, 6);
  }
});

test('CIFAR-100 takes the fine label of both versions', async () => {
  const [bin, py] = CIFAR100_VERSIONS as [CifarVersion, CifarVersion];
  const classes = Array.from({ length: 100 }, (_, i) => String(i));
  const image = pixels(1, 3);
  const versions = [
    await publish(bin, () => Uint8Array.of(3, 77, ...image)),
    await publish(py, () => pickledBatch([77], image, 'fine_labels')),
  ];
  for (const version of versions) {
    const data = await openCifar(folder, { ...description, classes }, [version], {
      crop: 0,
      flip: false,
    });
    expect([...(await data.read('test', [0])).labels]).toEqual([77]);
  }
});

test('a folder of the name of a file is not taken for it', async () => {
  const python = CIFAR100_VERSIONS[1]!;
  const image = pixels(1, 3);
  const version = await publish(python, () => pickledBatch([77], image, 'fine_labels'));
  await mkdir(join(folder, 'train'));
  const classes = Array.from({ length: 100 }, (_, i) => String(i));
  const data = await openCifar(folder, { ...description, classes }, [version], {
    ...{ crop: 0, flip: false },
  });
  expect([...(await data.read('train', [0])).labels]).toEqual([77]);
});

test('a changed byte is refused with both digests', async () => {
  const [bin] = CIFAR10_VERSIONS as [CifarVersion];
  const version = await publish(bin, binary);
  const path = join(folder, bin.folder, 'data_batch_3.bin');
  await writeFile(path, binary(2).fill(1, 100, 101));
  await expect(
    openCifar(folder, description, [version], { crop: 0, flip: false }),
  ).rejects.toMatchObject({
    code: 'DATA_CHECKSUM',
    message: expect.stringContaining(path),
  });
});

test('a missing file, a missing folder and a packed archive each say what to do', async () => {
  const [bin] = CIFAR10_VERSIONS as [CifarVersion];
  await expect(cifar10({ path: folder }).open()).rejects.toMatchObject({
    code: 'DATA_MISSING',
    next: expect.stringContaining('cifar-10-binary.tar.gz or cifar-10-python.tar.gz'),
  });
  await writeFile(join(folder, bin.archive), '');
  await expect(cifar10({ path: folder }).open()).rejects.toMatchObject({
    code: 'DATA_MISSING',
    next: 'Unpack it: tar -xzf cifar-10-binary.tar.gz',
  });
  const version = await publish(bin, binary);
  await rm(join(folder, bin.folder, 'test_batch.bin'));
  await expect(
    openCifar(folder, description, [version], { crop: 0, flip: false }),
  ).rejects.toMatchObject({
    code: 'DATA_MISSING',
    message: expect.stringContaining('test_batch.bin'),
  });
  expect(await readdir(folder)).toEqual([bin.folder, bin.archive]);
});

test.each<[string, Uint8Array]>([
  ['half a record', binary(1).subarray(0, 5000)],
  ['a label above the last class', Uint8Array.of(10, ...pixels(1, 0))],
  ['nothing', new Uint8Array(0)],
])('%s is refused', async (_, bytes) => {
  const version = await publish(CIFAR10_VERSIONS[0]!, () => bytes);
  await expect(
    openCifar(folder, description, [version], { crop: 0, flip: false }),
  ).rejects.toMatchObject({
    code: 'DATA_DAMAGED',
  });
});

test('whatever bytes come, the pickle reader answers or throws an error of its own', () => {
  const whole = pickledBatch([1], pixels(1, 0), 'labels');
  const cut = fc.nat(whole.length - 1).map((end) => whole.subarray(0, end));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), cut), (bytes) => {
      try {
        unpickle(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});

test('the classes are 10 and 100 different ones', () => {
  expect(new Set(CIFAR10_CLASSES).size).toBe(10);
  expect(new Set(CIFAR100_CLASSES).size).toBe(100);
  expect(CIFAR100_CLASSES).toHaveLength(100);
});

describe('the published files', () => {
  for (const [name, dataset] of [
    ['CIFAR10', cifar10],
    ['CIFAR100', cifar100],
  ] as const) {
    const path = process.env[name];
    const title = path === undefined ? `${name} (skipped: no ${name}=folder is set)` : name;
    test.skipIf(path === undefined)(title, async () => {
      const data = await dataset({ path: path! }).open();
      expect(data.info.size).toEqual({ train: 50_000, test: 10_000 });
      const sums = [0, 0, 0];
      for (let start = 0; start < 50_000; start += 1000) {
        const { images } = await data.read(
          'train',
          Array.from({ length: 1000 }, (_, i) => start + i),
        );
        images.forEach((value, i) => {
          sums[Math.floor(i / 1024) % 3]! += value;
        });
      }
      // Normalised pixels have mean 0.
      for (const sum of sums) expect(sum / (50_000 * 1024)).toBeCloseTo(0, 3);
    });
  }
});
