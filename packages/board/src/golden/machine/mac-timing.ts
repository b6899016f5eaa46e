/** Cycles between the last drain and the end of an instruction. */
const TAIL = 6;

/**
 * The clock of one `MAC` (hardware/doc/isa.md, "Cycles"): when passes and drains end, and when the
 * loader, which gives way to drains, has the next tile. Times are cycles from the instruction's start.
 */
export class MacTiming {
  /** Cycles in which the array had a pass to do and could not. */
  stalls = 0;
  readonly #load: number;
  #passEnd = 0;
  #drainEnd = 0;
  /** End of the last drain that had the port. */
  #portEnd = 0;
  #nextTile: number;
  #loaderAt = 0;
  #loaderLeft = 0;
  #first = true;

  /** @param loaded When A and the first B are loaded; `load`: cycles of a tile's B. */
  constructor(loaded: number, load: number) {
    this.#load = load;
    this.#nextTile = loaded;
  }

  beginTile(): void {
    if (this.#loaderLeft > 0) this.#nextTile = this.#loaderAt + this.#loaderLeft;
    const start = Math.max(this.#passEnd, this.#nextTile);
    if (!this.#first) this.stalls += start - this.#passEnd;
    this.#first = false;
    this.#passEnd = start;
    this.#loaderLeft = this.#load;
    this.#loaderAt = Math.max(start, this.#portEnd);
  }

  /**
   * A pass and its drain.
   *
   * @param after A time before which it cannot begin.
   * @returns The end of the drain.
   */
  pass(cycles: number, drain: number, port: boolean, after = 0): number {
    const begin = Math.max(this.#passEnd, after);
    const end = Math.max(begin + cycles, this.#drainEnd);
    this.stalls += begin - this.#passEnd + (end - begin - cycles);
    this.#passEnd = end;
    this.#drainEnd = end + drain;
    if (port) {
      this.#yieldTo(end, end + drain);
      this.#portEnd = end + drain;
    }
    return this.#drainEnd;
  }

  #yieldTo(begin: number, end: number): void {
    if (this.#loaderLeft === 0) return;
    const free = begin - this.#loaderAt;
    if (free >= this.#loaderLeft) {
      this.#nextTile = this.#loaderAt + this.#loaderLeft;
      this.#loaderLeft = 0;
    } else {
      this.#loaderLeft -= Math.max(0, free);
      this.#loaderAt = end;
    }
  }

  /** Cycles of the whole instruction. */
  get end(): number {
    return this.#drainEnd + TAIL;
  }
}
