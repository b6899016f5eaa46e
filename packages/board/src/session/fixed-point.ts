import { INT8_LIMIT, INT16_LIMIT } from '../golden/machine/rounding.ts';

/** Integers times 2^e. */
export interface Integers {
  readonly integers: Int32Array;
  readonly e: number;
}

/** Exponent of a tensor of zeros: one is 2^14 units of 16 bits. */
const ZERO_EXPONENT = -14;
const MASTER_LIMIT = 16_384;

/** The least exponent with which all magnitudes are at most `limit` after rounding. */
function leastExponent(values: ArrayLike<number>, limit: number): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, Math.abs(values[i]!));
  if (top === 0) return ZERO_EXPONENT;
  const e = Math.ceil(Math.log2(top / (limit + 0.5)));
  return Math.round(top * 2 ** -e) > limit ? e + 1 : e;
}

function atExponent(values: ArrayLike<number>, e: number): Int32Array {
  return Int32Array.from(values, (value) => Math.round(value * 2 ** -e));
}

/** An image or the gradient of the loss: the least exponent that holds it. */
export function toIntegers(values: ArrayLike<number>, bits: 8 | 16): Integers {
  const e = leastExponent(values, bits === 8 ? INT8_LIMIT : INT16_LIMIT);
  return { integers: atExponent(values, e), e };
}

/**
 * A master: at the exponent that it has where that holds the values exactly, so that what was read can be
 * written back; else at the least with one bit left to grow.
 */
export function toMaster(values: ArrayLike<number>, present?: number): Integers {
  if (present !== undefined) {
    const integers = atExponent(values, present);
    const exact = integers.every((v, i) => v * 2 ** present === values[i] && inRange(v));
    if (exact) return { integers, e: present };
  }
  const e = leastExponent(values, MASTER_LIMIT);
  return { integers: atExponent(values, e), e };
}

const inRange = (v: number): boolean => Math.abs(v) <= INT16_LIMIT;

/** The two planes of 16-bit integers, `hi` first, each of `bytes` bytes. */
export function toPlanes(integers: Int32Array, positions: ArrayLike<number>, bytes: number) {
  const planes = new Int8Array(2 * bytes);
  integers.forEach((v, i) => {
    const high = (v + 128) >> 8;
    planes[positions[i]!] = high;
    planes[bytes + positions[i]!] = v - 256 * high;
  });
  return new Uint8Array(planes.buffer);
}

/** The integers of two planes. */
export function fromPlanes(bytes: Uint8Array, positions: Uint32Array): Int32Array {
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const plane = bytes.length / 2;
  return Int32Array.from(positions, (at) => 256 * signed[at]! + signed[plane + at]!);
}
