import { takeBytes } from './take-bytes.ts';

/** Longest run of bytes behind one code byte. */
const RUN = 254;

/** Bytes that `length` bytes take at most when encoded, without the delimiter. */
export const longestEncoding = (length: number) => length + Math.ceil((length + 1) / RUN);

/**
 * Consistent overhead byte stuffing (Cheshire and Baker, 1999): writes `source` to `target` from `at`
 * on without any zero byte, and returns the position behind it. The delimiter is the caller's.
 */
export function encodeCobs(source: Uint8Array, target: Uint8Array, at: number): number {
  let code = at;
  let to = at + 1;
  for (let from = 0; from < source.length; from++) {
    const byte = source[from]!;
    if (byte !== 0) {
      target[to++] = byte;
      if (to - code <= RUN) continue;
    }
    // A zero ends a run; so does the longest run, but not at the very end.
    if (byte !== 0 && from === source.length - 1) break;
    target[code] = to - code;
    code = to++;
  }
  target[code] = to - code;
  return to;
}

/** Undoes `encodeCobs`; undefined where `encoded` (without the delimiter) cannot come from it. */
export function decodeCobs(encoded: Uint8Array): Uint8Array | undefined {
  const decoded = takeBytes(encoded.length);
  let to = 0;
  for (let from = 0; from < encoded.length; ) {
    const code = encoded[from++]!;
    const end = from + code - 1;
    if (code === 0 || end > encoded.length) return undefined;
    while (from < end) {
      const byte = encoded[from++]!;
      if (byte === 0) return undefined;
      decoded[to++] = byte;
    }
    if (code <= RUN && from < encoded.length) decoded[to++] = 0;
  }
  return decoded.subarray(0, to);
}
