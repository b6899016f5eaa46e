import * as v from 'valibot';
import {
  calibrationUnreadable,
  fitAltered,
  loadsDisagree,
  notThatShunt,
  notThatVoltage,
  tooFewLoads,
  voltagesDisagree,
} from '../errors.ts';
import { checkLoads, LOADS } from './check-loads.ts';
import { BUS_UNIT, ina226Limits, SHUNT_UNIT } from './sensor-limits.ts';

const positive = v.pipe(v.number(), v.gtValue(0));

const reading = v.strictObject({
  /** What the reference says flows, 0 for zero input, and the voltage of the load, then 0 or more. */
  amperes: v.pipe(v.number(), v.minValue(0)),
  volts: v.pipe(v.number(), v.minValue(0)),
  /** Means and standard deviations of the sensor's own readings, in volt. */
  shuntVolts: v.number(),
  busVolts: v.pipe(v.number(), v.minValue(0)),
  shuntScatter: v.pipe(v.number(), v.minValue(0)),
  busScatter: v.pipe(v.number(), v.minValue(0)),
  samples: v.pipe(v.number(), v.integer(), v.minValue(2)),
});

export const calibrationFile = v.strictObject({
  format: v.literal(1),
  board: v.string(),
  simulated: v.boolean(),
  /** ISO 8601, UTC. */
  date: v.pipe(v.string(), v.isoTimestamp()),
  sensor: v.string(),
  shunt: v.strictObject({ ohms: positive, tolerance: positive }),
  /** Relative limits of what the loads are known by. */
  reference: v.strictObject({ current: positive, voltage: positive }),
  readings: v.array(reading),
  fit: v.strictObject({ amperesPerVolt: positive, amperes: v.number(), volts: v.number() }),
});

/** A reading of the sensor beside that of a reference. */
export type LoadReading = v.InferOutput<typeof reading>;

/** The record of a bench: its shunt, and how its sensor reads known loads. Kept as a file with the bench. */
export type Calibration = v.InferOutput<typeof calibrationFile>;

/**
 * Fits current by a line through zero input and the loads, and voltage by an offset, since the rail has
 * one voltage.
 *
 * @throws PicojouleError `POWER_LOADS`, `POWER_SHUNT`.
 */
export function calibrate(record: Omit<Calibration, 'format' | 'fit'>): Calibration {
  const { readings, shunt, reference } = record;
  const loads = readings.filter(({ amperes }) => amperes > 0);
  if (loads.length < LOADS || loads.length === readings.length) throw tooFewLoads(loads.length);
  checkLoads(
    loads.map(({ amperes }) => amperes),
    record,
  );
  const x = mean(readings.map(({ shuntVolts }) => shuntVolts));
  const y = mean(readings.map(({ amperes }) => amperes));
  const spread = readings.reduce((sum, { shuntVolts }) => sum + (shuntVolts - x) ** 2, 0);
  const product = readings.reduce(
    (sum, { shuntVolts, amperes }) => sum + (shuntVolts - x) * (amperes - y),
    0,
  );
  const amperesPerVolt = product / spread;
  const amperes = y - amperesPerVolt * x;
  const gain = amperesPerVolt * shunt.ohms - 1;
  const limit = 2 * (shunt.tolerance + ina226Limits.shuntGain + reference.current);
  if (!(Math.abs(gain) <= limit)) throw notThatShunt(shunt.ohms, 1 / amperesPerVolt);
  for (const one of readings) {
    const residual = amperesPerVolt * one.shuntVolts + amperes - one.amperes;
    const allowed = SHUNT_UNIT / shunt.ohms + reference.current * one.amperes;
    if (Math.abs(residual) > allowed) throw loadsDisagree(one.amperes, residual, allowed);
  }
  const volts = fitVoltage(loads, reference.voltage);
  return { format: 1, ...record, fit: { amperesPerVolt, amperes, volts } };
}

/** Of floats, relative, where another order of summing gives another last digit. */
const ROUNDING = 1e-9;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** What the sensor reads too little, of loads each of which it could read so, and which agree about it. */
function fitVoltage(loads: readonly LoadReading[], limit: number): number {
  const offsets = loads.map(({ volts, busVolts }) => volts - busVolts);
  const total = offsets.reduce((a, b) => a + b, 0);
  // An offset of the sensor is that of all loads: two of them differ by less.
  const between = ({ volts }: LoadReading) => BUS_UNIT + (ina226Limits.busGain + limit) * volts;
  for (const load of loads) {
    const allowed = ina226Limits.busOffset + between(load);
    if (Math.abs(load.volts - load.busVolts) > allowed) throw notThatVoltage(load, allowed);
  }
  const offOthers = offsets.map((own) => own - (total - own) / (loads.length - 1));
  const worst = Math.max(...offOthers.map(Math.abs));
  const index = offOthers.findIndex((off) => Math.abs(off) === worst);
  const allowed = between(loads[index]!);
  if (worst > allowed) throw voltagesDisagree(loads[index]!, offOthers[index]!, allowed);
  return mean(offsets);
}

/**
 * A calibration as it was written: its fit is that of its readings.
 *
 * @throws PicojouleError `POWER_CALIBRATION`.
 */
export function parseCalibration(text: string, path: string): Calibration {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw calibrationUnreadable(path, 'it is not JSON');
  }
  const result = v.safeParse(calibrationFile, value);
  if (!result.success) {
    const issue = result.issues[0];
    throw calibrationUnreadable(path, `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  }
  const { format: _, fit, ...record } = result.output;
  const found = fitAgain(record, path);
  // In units of what they correct: of the fit, of the largest current, of the voltage.
  const largest = Math.max(...record.readings.map(({ amperes }) => amperes));
  const scales = { amperesPerVolt: found.amperesPerVolt, amperes: largest, volts: 1 };
  for (const name of ['amperesPerVolt', 'amperes', 'volts'] as const) {
    const same = Math.abs(fit[name] - found[name]) <= ROUNDING * scales[name];
    if (!same) throw fitAltered(path, name, fit[name], found[name]);
  }
  return result.output;
}

function fitAgain(record: Omit<Calibration, 'format' | 'fit'>, path: string): Calibration['fit'] {
  try {
    return calibrate(record).fit;
  } catch (error) {
    throw calibrationUnreadable(path, reasonOf(error), error);
  }
}

const reasonOf = (error: unknown) => String((error as Error).message).replace(/\.$/, '');
