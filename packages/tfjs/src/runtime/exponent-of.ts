/** So that the unit of any width is a normal float32 number. */
const LEAST = -100;

/** The least e, at least -100, with `magnitude <= 2^e`; not finite for zero, infinity and NaN. */
export function exponentOf(magnitude: number): number {
  if (magnitude === 0 || !Number.isFinite(magnitude)) return Number.NaN;
  let exponent = Math.ceil(Math.log2(magnitude));
  // The logarithm is rounded: near a power of two it may be one off.
  while (2 ** exponent < magnitude) exponent++;
  while (2 ** (exponent - 1) >= magnitude) exponent--;
  return Math.max(exponent, LEAST);
}
