import { exponentOf } from '../../session/register.ts';

/** Largest magnitudes of the formats (hardware/doc/numerics.md, "Formats"). */
export const INT8_LIMIT = 127;
export const INT16_LIMIT = 32_639;
/** Bits by which an `int16` may be brought up to a larger exponent: it stays within 31 bits. */
const MOST_LEFT = 15;
/** More to the right leaves 0 of it, too. */
const MOST_RIGHT = 16;

export const clamp = (value: number, limit: number): number =>
  Math.max(-limit, Math.min(limit, value));

export const saturatedSum = (a: number, b: number): number =>
  Math.max(-2_147_483_648, Math.min(2_147_483_647, a + b));

/** Shifts right by 0 to 31, to the nearest integer, halves up. */
export function nearest(value: number, shift: number): number {
  if (shift === 0) return value;
  return (value >> shift) + ((value >> (shift - 1)) & 1);
}

/** Shifts right by 0 to 31, up with the probability of what is cut off, in steps of 1/256, as a number of 0 to 255 decides. */
export function randomly(value: number, shift: number, random: number): number {
  // The upper nine bits of what is cut off.
  const fraction = shift < 9 ? (value << (9 - shift)) & 511 : (value >> (shift - 9)) & 511;
  return (value >> shift) + (fraction + 2 * random + 1 >= 512 ? 1 : 0);
}

/** A number that an instruction adds to exponents: 10 bits of a word. */
export const exponentField = (e: number): number => (e & 0x3ff) << 6;
export const exponentFieldOf = (word: number): number => (word << 16) >> 22;

/** An `int16` at exponent `from`, brought to exponent `to`, as far as an addend may be. An `int8` is the `hi` plane of one. */
export function aligned(value: number, from: number, to: number): number {
  const left = Math.min(MOST_LEFT, MOST_LEFT - exponentOf(to - from + MOST_LEFT));
  if (left < 0) return nearest(value, Math.min(MOST_RIGHT, -left));
  return value << left;
}

/** Magnitude bits of a value, for the OR over a tensor. */
export const magnitude = (value: number): number => value ^ (value >> 31);

/** The b with -2^b <= v < 2^b for all v whose magnitudes were collected. */
export const significantBits = (magnitudes: number): number => 32 - Math.clz32(magnitudes);

/** A linear feedback shift register of 32 bits (hardware/doc/numerics.md, "Rounding"). */
export class Generator {
  #state = 1;

  seed(state: number): void {
    this.#state = state | 1;
  }

  /** 0 to 255. */
  next(): number {
    const x = this.#state;
    this.#state = ((x >>> 7) | (x << 25)) ^ ((x >>> 10) & 0x1f_ffff);
    return this.#state & 0xff;
  }
}
