/** Bits of a coordinate, signed. */
export const PLACE_BITS = 10;

/** A nest of loops as the address generator holds it, outermost first (hardware/doc/isa.md, "A walk"). */
export interface Nest {
  readonly counts: Int32Array;
  /** What is added to the address when a loop counts up; those inside it start anew. */
  readonly jumps: Int32Array;
  readonly yJumps: Int32Array;
  readonly xJumps: Int32Array;
}

/** Where a walk begins, and the rectangle outside which words are zero. */
export interface WalkStart {
  readonly base: number;
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

/** No rectangle: all words are read. */
export const everywhere = { y: 0, x: 0, height: 1, width: 1 } as const;

const wrapped = (place: number): number => (place << (32 - PLACE_BITS)) >> (32 - PLACE_BITS);

/** Gives the addresses of words, one after the other. */
export class Walk {
  readonly #nest: Nest;
  readonly #start: WalkStart;
  readonly #at: Int32Array;
  #address: number;
  #y: number;
  #x: number;
  #ended = false;

  constructor(nest: Nest, start: WalkStart) {
    this.#nest = nest;
    this.#start = start;
    this.#at = new Int32Array(nest.counts.length);
    this.#address = start.base;
    this.#y = start.y;
    this.#x = start.x;
  }

  /** The next word's address; -1 for a word of zeros: outside the rectangle, or after the last. */
  next(): number {
    if (this.#ended) return -1;
    const { height, width } = this.#start;
    const [y, x] = [this.#y, this.#x];
    const found = y >= 0 && y < height && x >= 0 && x < width ? this.#address : -1;
    this.#step();
    return found;
  }

  #step(): void {
    const { counts, jumps, yJumps, xJumps } = this.#nest;
    let loop = counts.length - 1;
    while (loop >= 0 && this.#at[loop]! + 1 >= counts[loop]!) this.#at[loop--] = 0;
    if (loop < 0) {
      this.#ended = true;
      return;
    }
    this.#at[loop]!++;
    this.#address += jumps[loop]!;
    this.#y = wrapped(this.#y + yJumps[loop]!);
    this.#x = wrapped(this.#x + xJumps[loop]!);
  }
}
