interface Segment {
  readonly from: number;
  readonly to: number;
  readonly joules: number;
}

/**
 * Energy of the simulated rail in closed form: a constant power, and energies that are each spread
 * evenly over a span of cycles. Times are cycles and must be asked for in order.
 */
export class Rail {
  readonly #secondsPerCycle: number;
  #segments: Segment[] = [];
  #watts: number;
  /** Since when it has this power, and the energy of all that is over. */
  #since: number;
  #joules = 0;

  constructor(watts: number, secondsPerCycle: number, since = 0) {
    this.#watts = watts;
    this.#secondsPerCycle = secondsPerCycle;
    this.#since = since;
  }

  setPower(watts: number, now: number): void {
    this.#joules += this.#watts * (now - this.#since) * this.#secondsPerCycle;
    this.#since = now;
    this.#watts = watts;
  }

  add(from: number, to: number, joules: number): void {
    this.#segments.push({ from, to: Math.max(to, from + 1), joules });
  }

  /** Joules from the beginning to `now`. */
  until(now: number): number {
    let current = 0;
    let over = 0;
    for (const { from, to, joules } of this.#segments) {
      if (to <= now) {
        over++;
        this.#joules += joules;
      } else if (from < now) current += (joules * (now - from)) / (to - from);
    }
    if (over > 0) this.#segments = this.#segments.filter(({ to }) => to > now);
    return this.#joules + current + this.#watts * (now - this.#since) * this.#secondsPerCycle;
  }
}
