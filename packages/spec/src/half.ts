const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

/** The number of an IEEE 754 half-precision bit pattern. */
export function float16(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bit pattern of the nearest half-precision number. */
export function float16Pattern(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(roundToFloat16(x));
  if (Number.isNaN(size)) return 0x7e00;
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  floats[0] = size;
  return sign | ((words[0]! >>> 13) - (112 << 10));
}

/** The number of a bfloat16 bit pattern, the upper half of a float32. */
export function bfloat16(pattern: number): number {
  words[0] = (pattern & 0xffff) << 16;
  return floats[0]!;
}

/** The nearest half-precision number, of two equally near the even one; beyond the largest, infinity. */
export function roundToFloat16(x: number): number {
  const y = rounded(x, 10, -14);
  return Math.abs(y) > 65504 ? y * Number.POSITIVE_INFINITY : y;
}

/** The nearest bfloat16 number, of two equally near the even one; beyond the largest, infinity. */
export const roundToBfloat16 = (x: number): number => Math.fround(rounded(x, 7, -126));

/** A float32 with fewer bits of fraction, and not finer than at the exponent `least`. */
function rounded(x: number, fraction: number, least: number): number {
  floats[0] = x;
  const exponent = Math.max(((words[0]! >>> 23) & 0xff) - 127, least);
  // A double of this size has no finer steps than those wanted.
  const coarse = 1.5 * 2 ** (exponent - fraction + 52);
  return x + coarse - coarse;
}
