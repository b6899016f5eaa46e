import type { ByteSplit } from '../byte-images.ts';
import { damagedFile } from '../errors.ts';
import { IMAGE_BYTES } from './records.ts';
import { type PickledObject, unpickle } from './unpickle.ts';

/**
 * Reads the Python version: a pickled dictionary with the NumPy array `data` [N, 3072] of bytes and
 * the list `labels` (CIFAR-10) or `fine_labels` (CIFAR-100).
 *
 * @throws PicojouleError `DATA_DAMAGED`; `path` is for its message.
 */
export function readPickledBatch(bytes: Uint8Array, path: string): ByteSplit {
  let batch: unknown;
  try {
    batch = unpickle(bytes);
  } catch (error) {
    throw damagedFile(path, `it is no pickle of protocol 2: ${(error as Error).message}`);
  }
  if (!(batch instanceof Map)) throw damagedFile(path, 'it holds no dictionary');
  const labels: unknown = batch.get('fine_labels') ?? batch.get('labels');
  if (!isByteList(labels)) throw damagedFile(path, 'its labels are no list of small numbers');
  // The state of a NumPy array: version, shape, type, order, bytes.
  const array = batch.get('data') as PickledObject | undefined;
  const images = Array.isArray(array?.state) ? (array.state.at(-1) as unknown) : undefined;
  if (!(images instanceof Uint8Array) || images.length !== labels.length * IMAGE_BYTES) {
    throw damagedFile(path, `its data are not ${IMAGE_BYTES} bytes for each label`);
  }
  return { images, labels: Uint8Array.from(labels) };
}

const isByteList = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((label) => Number.isInteger(label) && label >= 0 && label < 256);
