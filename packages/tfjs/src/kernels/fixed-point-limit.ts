/** The largest fixed-point number of `bits` bits, a sign among them, below 2^exponent. */
export const fixedPointLimit = (exponent: number, bits: number): number =>
  (2 ** (bits - 1) - 1) * 2 ** (exponent - bits + 1);
