import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetInfo, OpenDataset, Split } from '@picojoule/spec';
import type { Augmentation } from '../augmentation.ts';
import { type ByteSplit, openByteImages } from '../byte-images.ts';
import { damagedFile, missingFile, wrongChecksum } from '../errors.ts';
import { readFileOrGzip } from '../read-file.ts';
import type { CifarFile, CifarVersion } from './cifar-files.ts';
import { readPickledBatch } from './pickled-batch.ts';
import { readRecords } from './records.ts';

/**
 * Opens the user's files, binary or Python version, from `folder` or from the folder of an unpacked
 * archive in it. Every file is checked against its published digest before it is read.
 *
 * @throws PicojouleError `DATA_MISSING`, `DATA_CHECKSUM`, `DATA_UNREADABLE`, `DATA_DAMAGED`.
 */
export async function openCifar(
  folder: string,
  description: Omit<DatasetInfo, 'size' | 'source'>,
  versions: readonly CifarVersion[],
  augment: Augmentation,
): Promise<OpenDataset> {
  const { title, classes } = description;
  const { version, at } = await findVersion(folder, title, versions);
  const next = `Unpack ${version.archive} again; nothing in ${at} was changed.`;
  const readFile = async (file: CifarFile): Promise<ByteSplit> => {
    const { path, bytes } = await readFileOrGzip(at, file.name, title, next);
    const digest = createHash(version.algorithm).update(bytes).digest('hex');
    if (digest !== file.digest) throw wrongChecksum(path, version.algorithm, file.digest, digest);
    const read =
      version.form === 'python'
        ? readPickledBatch(bytes, path)
        : readRecords(bytes, path, classes.length === 100 ? 2 : 1);
    const wrong = read.labels.findIndex((label) => label >= classes.length);
    if (wrong >= 0) {
      throw damagedFile(path, `label ${wrong} is ${read.labels[wrong]}, above the last class`);
    }
    return read;
  };
  const load = async (split: Split): Promise<ByteSplit> => {
    const parts: ByteSplit[] = [];
    for (const file of version.files[split]) parts.push(await readFile(file));
    return {
      images: Buffer.concat(parts.map(({ images }) => images)),
      labels: Buffer.concat(parts.map(({ labels }) => labels)),
    };
  };
  const source = `${at} (${version.form} version, ${version.algorithm} of every file checked)`;
  return openByteImages(
    { ...description, source },
    { train: await load('train'), test: await load('test') },
    augment,
  );
}

/** The first version of which a file is there. */
async function findVersion(folder: string, title: string, versions: readonly CifarVersion[]) {
  for (const version of versions) {
    for (const at of [folder, join(folder, version.folder)]) {
      for (const { name } of [...version.files.train, ...version.files.test]) {
        if (await isFile(join(at, name))) return { version, at };
      }
    }
  }
  for (const { archive } of versions) {
    const packed = join(folder, archive);
    if (await isFile(packed)) {
      throw missingFile(title, [`the unpacked ${packed}`], `Unpack it: tar -xzf ${archive}`);
    }
  }
  const tried = versions.map((version) => join(folder, version.folder));
  const archives = versions.map(({ archive }) => archive).join(' or ');
  throw missingFile(
    title,
    tried,
    `Fetch ${archives} from www.cs.toronto.edu/~kriz/cifar.html and unpack it in ${folder}.`,
  );
}

const isFile = (path: string) =>
  stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
