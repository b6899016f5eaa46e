import type { Random } from '@picojoule/spec';
import { BUS_UNIT, CONVERSION, type SensorLimits, SHUNT_UNIT } from '../../power/sensor-limits.ts';
import { RAIL } from './activity-prices.ts';

/** How one sensor, its shunt and its board's crystal differ from their nominal values. */
export interface SensorErrors {
  readonly shuntOffset: number;
  readonly busOffset: number;
  readonly shuntGain: number;
  readonly busGain: number;
  readonly resistance: number;
  readonly shuntDrift: number;
  readonly busDrift: number;
  readonly resistanceDrift: number;
  readonly timeBase: number;
  /** Conversion time over the typical one. */
  readonly conversion: number;
}

/** Draws a sensor: each error evenly from within its limits. */
export function drawErrors(limits: SensorLimits, random: Random): SensorErrors {
  const within = (limit: number) => limit * (2 * random.next() - 1);
  return {
    shuntOffset: within(limits.shuntOffset),
    busOffset: within(limits.busOffset),
    shuntGain: within(limits.shuntGain),
    busGain: within(limits.busGain),
    resistance: within(limits.resistance),
    shuntDrift: within(limits.gainDrift),
    busDrift: within(limits.gainDrift),
    resistanceDrift: within(limits.resistanceDrift),
    timeBase: within(limits.timeBase),
    conversion: 1 + within(CONVERSION.tolerance),
  };
}

/** An INA226 over a shunt in the simulated rail: what its registers hold after a conversion. */
export class SimulatedSensor {
  readonly errors: SensorErrors;
  readonly #limits: SensorLimits;
  readonly #random: Random;

  constructor(limits: SensorLimits, random: Random) {
    this.#limits = limits;
    this.#random = random;
    this.errors = drawErrors(limits, random.split('errors'));
  }

  /** @param drifted False in the laboratory, where it is calibrated. */
  shunt(watts: number, drifted: boolean): number {
    const { errors } = this;
    const drift = drifted ? errors.shuntDrift + errors.resistanceDrift : 0;
    const ideal = (watts / RAIL.volts) * RAIL.ohms;
    const noise = this.#limits.shuntNoise * this.#random.normal();
    const volts =
      ideal * (1 + errors.resistance + errors.shuntGain + drift) + errors.shuntOffset + noise;
    return Math.max(-32_768, Math.min(32_767, Math.round(volts / SHUNT_UNIT)));
  }

  bus(drifted: boolean): number {
    const { errors } = this;
    const gain = 1 + errors.busGain + (drifted ? errors.busDrift : 0);
    const noise = this.#limits.busNoise * this.#random.normal();
    return Math.max(0, Math.round((RAIL.volts * gain + errors.busOffset + noise) / BUS_UNIT));
  }
}
