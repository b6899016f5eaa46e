import type { ByteSplit } from '../byte-images.ts';
import { damagedFile } from '../errors.ts';

/** Bytes of one image: three planes of 32 x 32. */
export const IMAGE_BYTES = 3 * 32 * 32;

/**
 * Reads the binary version: per image its label bytes (CIFAR-100 has the coarse one first, the last
 * one counts) and 3072 pixels.
 *
 * @throws PicojouleError `DATA_DAMAGED`; `path` is for its message.
 */
export function readRecords(bytes: Uint8Array, path: string, labelBytes: 1 | 2): ByteSplit {
  const record = labelBytes + IMAGE_BYTES;
  const count = bytes.length / record;
  if (count === 0 || !Number.isInteger(count)) {
    throw damagedFile(path, `${bytes.length} bytes are not records of ${record}`);
  }
  const images = new Uint8Array(count * IMAGE_BYTES);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * record + labelBytes;
    labels[i] = bytes[start - 1]!;
    images.set(bytes.subarray(start, start + IMAGE_BYTES), i * IMAGE_BYTES);
  }
  return { images, labels };
}
