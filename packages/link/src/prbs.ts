/**
 * Pseudo-random binary sequence PRBS31 (x^31 + x^28 + 1, ITU-T O.150), eight bits a byte, first bit
 * highest. It repeats after 2^31 - 1 bits, so no loss in a test of 256 MB goes unseen.
 */
export class Prbs31 {
  #state: number;

  /** `seed`: 31 bits, not 0. */
  constructor(seed = 0x7fffffff) {
    this.#state = seed & 0x7fffffff || 1;
  }

  next(): number {
    // The taps lie above the lowest 27 bits, so eight bits follow from the state at once.
    const byte = ((this.#state >>> 23) ^ (this.#state >>> 20)) & 0xff;
    this.#state = ((this.#state << 8) | byte) & 0x7fffffff;
    return byte;
  }

  fill(target: Uint8Array): Uint8Array {
    for (let i = 0; i < target.length; i++) target[i] = this.next();
    return target;
  }
}
