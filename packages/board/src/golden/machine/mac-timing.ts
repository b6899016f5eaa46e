/** Cycles from the end of a pass to its drain's first on the port: array and drain are pipelines. */
export const DRAIN_DELAY = 6;
/** Cycles between the last drain and the end of an instruction. */
export const TAIL = 4;

/**
 * The clock of one `MAC` (hardware/doc/isa.md, "Cycles"): when passes and drains end, and when the
 * loader, which gives way to drains, has the next tile. Times are cycles from the instruction's start.
 */
export class MacTiming {
  /** Cycles in which the array had a pass to do and could not. */
  stalls = 0;
  readonly #load: number;
  #passEnd = 0;
  /** When the shadow of the accumulators is free for the next pass. */
  #shadowFree = 0;
  /** Begin and end of drains that have the port, those that may not be over yet. */
  #drains: readonly (readonly [number, number])[] = [];
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
    this.#loaderAt = start;
    this.#drains = this.#drains.filter(([, end]) => end > start);
    for (const drain of this.#drains) this.#yieldTo(...drain);
  }

  /**
   * A pass and its drain.
   *
   * @param after A time before which it cannot begin.
   * @returns The end of the drain.
   */
  pass(cycles: number, drain: number, port: boolean, after = 0): number {
    const begin = Math.max(this.#passEnd, after);
    const end = Math.max(begin + cycles, this.#shadowFree);
    this.stalls += begin - this.#passEnd + (end - begin - cycles);
    this.#passEnd = end;
    this.#shadowFree = end + drain;
    if (port) {
      const interval = [end + DRAIN_DELAY, end + DRAIN_DELAY + drain] as const;
      this.#drains = [...this.#drains.slice(-DRAIN_DELAY), interval];
      this.#yieldTo(...interval);
    }
    return this.#shadowFree + DRAIN_DELAY;
  }

  #yieldTo(begin: number, end: number): void {
    if (this.#loaderLeft === 0 || end <= this.#loaderAt) return;
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
    return this.#shadowFree + DRAIN_DELAY + TAIL;
  }
}
