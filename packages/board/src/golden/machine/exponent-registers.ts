/** X0 to X63: the exponents of tensors, and the significant bits of their results. */
export class ExponentRegisters {
  readonly e = new Int16Array(64);
  readonly bits = new Uint8Array(64);
}
