/** Cycles from the end of a pass to its drain's first prediction. */
const PREDICTED = 6;
/** Cycles between the last drain and the end of an instruction, most of which find the significant bits. */
export const TAIL = 34;

/** Cycles after a drain in which it may still read sums. */
export const DRAIN_READS = 2;

/** What a `MAC` takes of its machine. */
export interface MacTimes {
  /** When the last word of A and the first B is taken. */
  readonly taken: number;
  /** Cycles after the last word of a tile in which its first pass may begin. */
  readonly loaded: number;
  /** Cycles of a tile's B. */
  readonly load: number;
  /** Sums of a pass, given one a cycle. */
  readonly area: number;
  /** Cycles from the end of a pass to its drain's first on the port. */
  readonly drainDelay: number;
}

export interface Pass {
  /** Cycles of its products; 1 where it is left out. */
  readonly products: number;
  /** Cycles in which its sums leave the array; 0 where it is left out. */
  readonly unload: number;
  /** Cycles of its drain, 0 where there is none, and whether they have the port. */
  readonly drain: number;
  readonly port: boolean;
  /** A time before which it cannot begin. */
  readonly after?: number;
}

/**
 * The clock of one `MAC` (hardware/doc/isa.md, "Cycles"): when passes and drains end, and when the
 * loader, which gives way to drains, has the next tile. Times are cycles from the instruction's start.
 */
export class MacTiming {
  /** Cycles in which the array had a pass to do and could not. */
  stalls = 0;
  readonly #load: number;
  readonly #area: number;
  readonly #drainDelay: number;
  readonly #loaded: number;
  #passEnd = 0;
  /** Of the last one. */
  #drainEnd = 0;
  /** When all sums that left last are given. */
  #given = 0;
  /** Begin and end of drains that have the port, those that may not be over yet. */
  #drains: readonly (readonly [number, number])[] = [];
  #nextTile: number;
  #loaderAt = 0;
  #loaderLeft = 0;
  #first = true;

  constructor({ taken, loaded, load, area, drainDelay }: MacTimes) {
    this.#load = load;
    this.#area = area;
    this.#drainDelay = drainDelay;
    this.#loaded = loaded;
    this.#nextTile = taken;
  }

  beginTile(): void {
    if (this.#loaderLeft > 0) this.#nextTile = this.#loaderAt + this.#loaderLeft;
    const start = Math.max(this.#passEnd, this.#nextTile + this.#loaded);
    if (!this.#first) this.stalls += start - this.#passEnd;
    this.#first = false;
    this.#passEnd = start;
    this.#loaderLeft = this.#load;
    this.#loaderAt = start;
    this.#drains = this.#drains.filter(([, end]) => end > start);
    for (const drain of this.#drains) this.#yieldTo(...drain);
  }

  /**
   * A pass and its drain. Its sums leave when those before are given and their drain reads no more of them; a pass
   * that is left out has none.
   *
   * @returns When what its drain predicts is known.
   */
  pass({ products, unload, drain, port, after = 0 }: Pass): number {
    const begin = Math.max(this.#passEnd, after);
    const done = begin + products;
    const leave =
      unload > 0
        ? Math.max(done, this.#drainEnd + DRAIN_READS, this.#given)
        : Math.max(done, this.#drainEnd + DRAIN_READS + 1);
    if (unload > 0) this.#given = leave + this.#area;
    const end = leave + unload;
    this.stalls += begin - this.#passEnd + (leave - done);
    this.#passEnd = end;
    if (drain === 0) return end;
    this.#drainEnd = end + drain;
    if (port) {
      const from = end + this.#drainDelay;
      const interval = [from, from + drain] as const;
      this.#drains = [...this.#drains.slice(-this.#drainDelay), interval];
      this.#yieldTo(...interval);
    }
    return this.#drainEnd + PREDICTED;
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
    return this.#drainEnd + this.#drainDelay + TAIL;
  }
}
