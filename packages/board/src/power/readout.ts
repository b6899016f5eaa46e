import type { Calibration } from './calibration.ts';
import { BUS_UNIT, SHUNT_UNIT } from './sensor-limits.ts';

/** Turns the registers of a sample into current and voltage. */
export type Readout = (shunt: number, bus: number) => { amperes: number; volts: number };

/** As the shunt's nominal resistance has it, in ohm. */
export const nominalReadout =
  (ohms: number): Readout =>
  (shunt, bus) => ({ amperes: (shunt * SHUNT_UNIT) / ohms, volts: bus * BUS_UNIT });

/** Corrected by a calibration. */
export const calibratedReadout =
  ({ fit: { amperesPerVolt, amperes, volts } }: Calibration): Readout =>
  (shunt, bus) => ({
    amperes: amperesPerVolt * shunt * SHUNT_UNIT + amperes,
    volts: bus * BUS_UNIT + volts,
  });
