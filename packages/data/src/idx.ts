import { damagedFile } from './errors.ts';

/** An array of unsigned bytes in row-major order, a view of the file's bytes. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, the type, the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the elements. Allocates nothing, whatever the header
 * claims. `path` is for messages only.
 *
 * @throws PicojouleError `DATA_DAMAGED` when anything differs from that, or from `expected` (a
 * number fixes a dimension, `undefined` leaves it free); also when bytes are missing or left over.
 */
export function readIdx(
  bytes: Uint8Array,
  path: string,
  expected: readonly (number | undefined)[],
): IdxArray {
  const rank = expected.length;
  const header = 4 + 4 * rank;
  if (bytes.length < 4) throw damagedFile(path, `it ends after ${bytes.length} bytes`);
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw damagedFile(path, 'it does not begin with two zero bytes');
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    throw damagedFile(path, `its element type is 0x${bytes[2]!.toString(16)}, not unsigned byte`);
  }
  if (bytes[3] !== rank) throw damagedFile(path, `it has ${bytes[3]} dimensions, not ${rank}`);
  if (bytes.length < header) throw damagedFile(path, 'it ends inside its header');

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = expected.map((size, axis) => {
    const found = view.getUint32(4 + 4 * axis);
    if (size !== undefined && found !== size) {
      throw damagedFile(path, `dimension ${axis} is ${found}, not ${size}`);
    }
    return found;
  });
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const present = bytes.length - header;
  if (present !== size) {
    throw damagedFile(path, `its header announces ${size} elements, it holds ${present}`);
  }
  return { shape, values: bytes.subarray(header) };
}
