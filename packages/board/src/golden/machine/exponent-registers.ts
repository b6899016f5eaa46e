/** X0 to X63: the exponents of tensors, and the magnitudes of their results. */
export class ExponentRegisters {
  readonly e = new Int16Array(64);
  readonly m = new Int32Array(64);
}
