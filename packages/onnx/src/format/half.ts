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

/** The number of a bfloat16 bit pattern, the upper half of a float32. */
export function bfloat16(pattern: number): number {
  words[0] = (pattern & 0xffff) << 16;
  return floats[0]!;
}
