import type { BoardRecord } from '@picojoule/link';
import { CONVERSION } from '../../power/sensor-limits.ts';
import { activityPrices } from './activity-prices.ts';
import { Rail } from './rail.ts';
import type { SimulatedSensor } from './simulated-sensor.ts';

/** A marker with the true energy of the rail until then, since sampling was switched on. */
export interface TrueMarker {
  readonly id: number;
  readonly cycle: number;
  readonly joules: number;
}

/**
 * The power read-back of the golden device: conversions one after the other, markers between them, all
 * on the cycle counter. Pure: told what happens and what time it is.
 */
export class Sampler {
  readonly #sensor: SimulatedSensor;
  readonly #onMarker: (marker: TrueMarker) => void;
  readonly #secondsPerCycle: number;
  /** Cycles of a shunt conversion, and of one of both. */
  readonly #shuntCycles: number;
  readonly #period: number;
  readonly #markers: { readonly id: number; readonly cycle: number }[] = [];
  readonly #rail: Rail;
  #load: number | undefined;
  /** The conversion under way: its end of the shunt's part and its own, joules at its begin, register. */
  #shuntEnd: number;
  #end: number;
  #joules = 0;
  #shunt: number | undefined;

  /** @param clock Nominal cycles per second. */
  constructor(
    sensor: SimulatedSensor,
    clock: number,
    now: number,
    onMarker: (marker: TrueMarker) => void = () => {},
  ) {
    this.#sensor = sensor;
    this.#onMarker = onMarker;
    const { timeBase, conversion } = sensor.errors;
    this.#secondsPerCycle = 1 / (clock * (1 + timeBase));
    this.#shuntCycles = Math.round((CONVERSION.shunt * conversion) / this.#secondsPerCycle);
    this.#period =
      this.#shuntCycles + Math.round((CONVERSION.bus * conversion) / this.#secondsPerCycle);
    this.#rail = new Rail(activityPrices.idleWatts, this.#secondsPerCycle, now);
    this.#shuntEnd = now + this.#shuntCycles;
    this.#end = now + this.#period;
  }

  /** Puts a known load in the board's place, or with undefined the board back. */
  connect(watts: number | undefined, now: number): void {
    this.#load = watts;
    this.#rail.setPower(watts ?? activityPrices.idleWatts, now);
  }

  /** Energy beside idling, evenly over a span. */
  work(from: number, to: number, joules: number): void {
    if (this.#load === undefined) this.#rail.add(from, to, joules);
  }

  marker(id: number, cycle: number): void {
    const behind = this.#markers.findLastIndex((other) => other.cycle <= cycle);
    this.#markers.splice(behind + 1, 0, { id, cycle });
  }

  /** When the next record is due. */
  get next(): number {
    return Math.min(this.#end, this.#markers[0]?.cycle ?? Number.POSITIVE_INFINITY);
  }

  /** The records until `now`, in their order. */
  *until(now: number): Generator<BoardRecord> {
    for (;;) {
      const marker = this.#markers[0];
      const sensor = this.#shunt === undefined ? this.#shuntEnd : this.#end;
      if (Math.min(marker?.cycle ?? Number.POSITIVE_INFINITY, sensor) > now) return;
      if (marker !== undefined && marker.cycle < sensor) {
        this.#markers.shift();
        this.#onMarker({ ...marker, joules: this.#rail.until(marker.cycle) });
        yield { kind: 'marker', ...marker };
      } else if (this.#shunt === undefined) {
        const joules = this.#rail.until(sensor) - this.#joules;
        const watts = joules / (this.#shuntCycles * this.#secondsPerCycle);
        this.#shunt = this.#sensor.shunt(watts, this.#load === undefined);
      } else {
        const bus = this.#sensor.bus(this.#load === undefined);
        const shunt = this.#shunt;
        this.#joules = this.#rail.until(sensor);
        this.#shunt = undefined;
        this.#shuntEnd = sensor + this.#shuntCycles;
        this.#end = sensor + this.#period;
        yield { kind: 'sample', cycle: sensor, shunt, bus };
      }
    }
  }
}
