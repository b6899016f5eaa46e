import { combine, type Integral } from './integral.ts';
import type { MarkedTotal, PowerTotals } from './power-totals.ts';

/** A stretch of whole repetitions. */
export interface PowerWindow {
  readonly integral: Integral;
  readonly repetitions: number;
  /** Largest less smallest power of its samples, W. */
  readonly swing: number;
  /** Standard deviation of its samples, W. */
  readonly scatter: number;
}

export interface WindowRules {
  /** Least length of a window. */
  readonly seconds: number;
  readonly windows: number;
  /** Seconds after the first marker that are left out. */
  readonly settle: number;
}

/** Windows of the field's method (MLPerf Tiny): five of at least 10 s; a tenth of a second to settle. */
export const windowRules: WindowRules = { seconds: 10, windows: 5, settle: 0.1 };

/**
 * Cuts repetitions, each of which begins with a marker, into windows one behind the other. A window goes
 * from marker to marker, so it holds whole repetitions.
 */
export class WindowCollector {
  readonly windows: PowerWindow[] = [];
  readonly #rules: WindowRules;
  #first: MarkedTotal | undefined;
  #begin: MarkedTotal | undefined;
  #repetitions = 0;

  constructor(rules: WindowRules) {
    this.#rules = rules;
  }

  get done(): boolean {
    return this.windows.length >= this.#rules.windows;
  }

  add(marked: MarkedTotal, totals: PowerTotals): void {
    if (this.done) return;
    this.#first ??= marked;
    if (this.#begin === undefined) {
      const settled = marked.total.seconds - this.#first.total.seconds >= this.#rules.settle;
      if (settled) this.#start(marked, totals);
      return;
    }
    this.#repetitions++;
    const integral = combine(marked.total, this.#begin.total, -1);
    if (integral.seconds < this.#rules.seconds) return;
    const swing = Math.max(0, totals.most - totals.least);
    const { scatter } = totals;
    this.windows.push({ integral, repetitions: this.#repetitions, swing, scatter });
    this.#start(marked, totals);
  }

  #start(marked: MarkedTotal, totals: PowerTotals): void {
    this.#begin = marked;
    this.#repetitions = 0;
    totals.resetExtremes();
  }
}
