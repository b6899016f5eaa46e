import type { LoadReading } from './calibration.ts';
import type { PowerInterval, PowerListener } from './power-records.ts';
import { BUS_UNIT, SHUNT_UNIT } from './sensor-limits.ts';

/** Means and scatter of the raw registers while a known load is connected. */
export class LoadMeter implements PowerListener {
  /** Cycles that its samples took. */
  cycles = 0;
  #samples = 0;
  readonly #shunt = { sum: 0, squares: 0 };
  readonly #bus = { sum: 0, squares: 0 };

  get samples(): number {
    return this.#samples;
  }

  marker(): void {}

  interval({ from, to, shunt, bus }: PowerInterval): void {
    this.cycles += to - from;
    this.#samples++;
    this.#shunt.sum += shunt;
    this.#shunt.squares += shunt ** 2;
    this.#bus.sum += bus;
    this.#bus.squares += bus ** 2;
  }

  /** Beside what a reference said, in ampere and volt; 0 V with zero input. */
  reading(amperes: number, volts: number): LoadReading {
    const n = this.#samples;
    const scatter = ({ sum, squares }: { sum: number; squares: number }) =>
      Math.sqrt(Math.max(0, squares - sum ** 2 / n) / (n - 1));
    return {
      amperes,
      volts,
      shuntVolts: (this.#shunt.sum / n) * SHUNT_UNIT,
      busVolts: (this.#bus.sum / n) * BUS_UNIT,
      shuntScatter: scatter(this.#shunt) * SHUNT_UNIT,
      busScatter: scatter(this.#bus) * BUS_UNIT,
      samples: n,
    };
  }
}
