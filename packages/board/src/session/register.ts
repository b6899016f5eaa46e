const EXPONENT_BITS = 11;

/** An exponent register: e, and how many bits of its tensor's results are significant. */
export interface Register {
  readonly e: number;
  readonly bits: number;
}

/** Exponents and their differences wrap. */
export const exponentOf = (sum: number): number =>
  (sum << (32 - EXPONENT_BITS)) >> (32 - EXPONENT_BITS);

/** As the board holds it. */
export const packRegister = (e: number, bits: number): number =>
  (e & (2 ** EXPONENT_BITS - 1)) | (bits << EXPONENT_BITS);

export const unpackRegister = (packed: number): Register => ({
  e: exponentOf(packed),
  bits: (packed >>> EXPONENT_BITS) & 31,
});
