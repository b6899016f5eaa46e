import type { Calibration } from './calibration.ts';
import type { Integral } from './integral.ts';
import {
  BUS_UNIT,
  CONVERSION,
  ina226Limits,
  type SensorLimits,
  SHUNT_UNIT,
} from './sensor-limits.ts';

/** One line of an uncertainty budget (docs/method/uncertainty.md). */
export interface UncertaintyTerm {
  readonly name: string;
  /** Standard uncertainty that it brings, J. */
  readonly joules: number;
}

/** What is known of a bench: how much each thing may be wrong. */
export interface Budget {
  /** Of what is the same in all samples, for any sum or difference of windows. */
  systematic(result: Integral): UncertaintyTerm[];
  /** Standard uncertainty, J, that the noise of its samples gives one window. */
  noise(window: Integral): number;
}

/** Noise of one conversion, volt. */
interface Noise {
  readonly shunt: number;
  readonly bus: number;
}

/** Coverage factor of what is printed. */
export const COVERAGE_FACTOR = 2;

/** Limits of an even distribution to its standard deviation. */
const rectangular = (limit: number) => limit / Math.sqrt(3);

/** Standard deviation of what quantisation leaves of a mean, where noise of `sigma` dithers it. */
function quantisation(unit: number, sigma: number): number {
  // First harmonic of the error of a rounded value, averaged over normal noise.
  const amplitude = (unit / Math.PI) * Math.exp(-2 * (Math.PI * (sigma / unit)) ** 2);
  return amplitude / Math.SQRT2;
}

/** Of a bench that was not calibrated: what the data sheets of sensor and shunt promise. */
export const dataSheetBudget = (ohms: number, limits: SensorLimits = ina226Limits): Budget => ({
  noise: sampleNoise({ shunt: limits.shuntNoise, bus: limits.busNoise }, ohms),
  systematic: ({ joules, coulombs, voltSeconds }) => [
    { name: 'shunt resistance', joules: rectangular(limits.resistance) * joules },
    { name: 'shunt gain', joules: rectangular(limits.shuntGain) * joules },
    { name: 'bus gain', joules: rectangular(limits.busGain) * joules },
    { name: 'shunt offset', joules: (rectangular(limits.shuntOffset) / ohms) * voltSeconds },
    { name: 'bus offset', joules: rectangular(limits.busOffset) * coulombs },
    ...common(limits, joules),
    {
      name: 'quantisation',
      joules: Math.hypot(
        (quantisation(SHUNT_UNIT, limits.shuntNoise) / ohms) * voltSeconds,
        quantisation(BUS_UNIT, limits.busNoise) * coulombs,
      ),
    },
  ],
});

/** Noise and rounding of each sample, by how many of them a window has. */
const sampleNoise = (noise: Noise, ohms: number): Budget['noise'] => {
  const shunt = Math.hypot(noise.shunt, SHUNT_UNIT / Math.sqrt(12)) / ohms;
  const bus = Math.hypot(noise.bus, BUS_UNIT / Math.sqrt(12));
  return ({ seconds, coulombs, voltSeconds }) =>
    Math.hypot(shunt * voltSeconds, bus * coulombs) /
    Math.sqrt(seconds / (CONVERSION.shunt + CONVERSION.bus));
};

/** Drift with temperature since the calibration, or since the data sheet's 25 C, and the crystal. */
const common = (limits: SensorLimits, joules: number): UncertaintyTerm[] => [
  { name: 'drift of the shunt gain', joules: rectangular(limits.gainDrift) * joules },
  { name: 'drift of the bus gain', joules: rectangular(limits.gainDrift) * joules },
  { name: 'drift of the resistance', joules: rectangular(limits.resistanceDrift) * joules },
  { name: 'time base', joules: rectangular(limits.timeBase) * joules },
];

/** Of a calibrated bench: the references of its calibration, the line fitted to it, and drift since. */
export function calibratedBudget(
  calibration: Calibration,
  limits: SensorLimits = ina226Limits,
): Budget {
  const { readings, reference, fit, shunt } = calibration;
  const loads = readings.filter(({ amperes }) => amperes > 0);
  const n = readings.length;
  const mean = readings.reduce((sum, { shuntVolts }) => sum + shuntVolts, 0) / n;
  const spread = readings.reduce((sum, { shuntVolts }) => sum + (shuntVolts - mean) ** 2, 0);
  const shuntNoise = noiseOf(
    readings.map(({ shuntScatter }) => shuntScatter),
    SHUNT_UNIT,
  );
  const busNoise = noiseOf(
    loads.map(({ busScatter }) => busScatter),
    BUS_UNIT,
  );
  const samples = Math.min(...readings.map((one) => one.samples));
  // Of one point of the line: its mean has noise, and what noise leaves of rounding.
  const shuntPoint = Math.hypot(
    shuntNoise / Math.sqrt(samples),
    quantisation(SHUNT_UNIT, shuntNoise),
  );
  const busPoint = Math.hypot(busNoise / Math.sqrt(samples), quantisation(BUS_UNIT, busNoise));
  const systematic: Budget['systematic'] = ({ joules, coulombs, voltSeconds }) => {
    // The integral of the shunt's voltage times the rail's.
    const shuntEnergy = (joules - fit.amperes * voltSeconds) / fit.amperesPerVolt;
    const line = Math.hypot(
      voltSeconds / Math.sqrt(n),
      (shuntEnergy - mean * voltSeconds) / Math.sqrt(spread),
    );
    return [
      { name: 'reference of current', joules: rectangular(reference.current) * joules },
      { name: 'reference of voltage', joules: rectangular(reference.voltage) * joules },
      { name: 'fit of current', joules: (shuntPoint / shunt.ohms) * line },
      { name: 'fit of voltage', joules: (busPoint / Math.sqrt(loads.length)) * coulombs },
      ...common(limits, joules),
      {
        name: 'quantisation',
        joules: Math.hypot(
          (quantisation(SHUNT_UNIT, shuntNoise) / shunt.ohms) * voltSeconds,
          quantisation(BUS_UNIT, busNoise) * coulombs,
        ),
      },
    ];
  };
  return {
    systematic,
    noise: sampleNoise({ shunt: shuntNoise, bus: busNoise }, shunt.ohms),
  };
}

/** Noise of one conversion, without what rounding adds: of the reading that scattered least. */
const noiseOf = (scatters: readonly number[], unit: number): number =>
  Math.sqrt(Math.max(0, Math.min(...scatters) ** 2 - unit ** 2 / 12));

/**
 * Standard uncertainty of both edges of a window: where in its interval the power changed is not known.
 *
 * @param watts Largest change of power near an edge.
 */
export const edgeUncertainty = (watts: number): number =>
  (watts * (CONVERSION.shunt + CONVERSION.bus) * Math.SQRT2) / Math.sqrt(12);

/**
 * Standard uncertainty of a window from what its samples do not see: the shunt is not looked at while
 * the bus is converted, and what it would have been then differs from the sample as samples do.
 *
 * @param watts Standard deviation of the samples.
 */
export const unseenUncertainty = (watts: number, seconds: number): number => {
  const sample = CONVERSION.shunt + CONVERSION.bus;
  return watts * Math.SQRT2 * (CONVERSION.bus / sample) * Math.sqrt(sample * seconds);
};

/** Expanded uncertainty (k = 2) of all terms together. */
export const expanded = (terms: readonly UncertaintyTerm[]): number =>
  COVERAGE_FACTOR * Math.hypot(...terms.map(({ joules }) => joules));
