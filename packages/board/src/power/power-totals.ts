import { combine, type Integral, nothing } from './integral.ts';
import type { BoardMarker, PowerInterval, PowerListener } from './power-records.ts';
import type { Readout } from './readout.ts';

/** What was integrated until a marker. */
export interface MarkedTotal extends BoardMarker {
  readonly total: Integral;
}

/**
 * Integrates power by the rectangle rule; a marker takes its share of the interval that it lies in. The
 * markers of an interval are told when it is over; they may come before the interval before it.
 */
export class PowerTotals implements PowerListener {
  total = nothing;
  /** How many intervals there were. */
  intervals = 0;
  /** Extremes of power since they were last reset, W. */
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;
  #recent = { count: 0, sum: 0, squares: 0 };
  readonly #readout: Readout;
  readonly #clock: number;
  readonly #onMarker: (marked: MarkedTotal) => void;
  #markers: BoardMarker[] = [];

  /** @param clock Nominal cycles per second. */
  constructor(readout: Readout, clock: number, onMarker: (marked: MarkedTotal) => void) {
    this.#readout = readout;
    this.#clock = clock;
    this.#onMarker = onMarker;
  }

  /** Standard deviation of the samples since then, W. */
  get scatter(): number {
    const { count, sum, squares } = this.#recent;
    return count < 2 ? 0 : Math.sqrt(Math.max(0, squares - sum ** 2 / count) / (count - 1));
  }

  resetExtremes(): void {
    this.least = Number.POSITIVE_INFINITY;
    this.most = Number.NEGATIVE_INFINITY;
    this.#recent = { count: 0, sum: 0, squares: 0 };
  }

  marker(marker: BoardMarker): void {
    this.#markers.push(marker);
  }

  interval({ from, to, shunt, bus }: PowerInterval): void {
    const { amperes, volts } = this.#readout(shunt, bus);
    const seconds = (to - from) / this.#clock;
    const watts = amperes * volts;
    const before = this.total;
    this.intervals++;
    const part: Integral = {
      seconds,
      joules: watts * seconds,
      coulombs: amperes * seconds,
      voltSeconds: volts * seconds,
    };
    this.least = Math.min(this.least, watts);
    this.most = Math.max(this.most, watts);
    this.#recent.count++;
    this.#recent.sum += watts;
    this.#recent.squares += watts ** 2;
    this.total = combine(before, part, 1);
    const markers = this.#markers;
    this.#markers = markers.filter(({ cycle }) => cycle > to);
    for (const marker of markers) {
      const share = (marker.cycle - from) / (to - from);
      // What lies before the first sample belongs to no interval.
      if (share >= 0 && share <= 1) {
        this.#onMarker({ ...marker, total: combine(before, part, share) });
      }
    }
  }
}
