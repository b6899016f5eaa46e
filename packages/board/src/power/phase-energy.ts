import { combine, type Integral, nothing } from './integral.ts';
import {
  type Budget,
  edgeUncertainty,
  expanded,
  type UncertaintyTerm,
  unseenUncertainty,
} from './uncertainty.ts';
import type { PowerWindow } from './window-collector.ts';

/** An energy with what is known of it. */
export interface EnergyFigure {
  readonly joules: number;
  /** Expanded uncertainty (k = 2), J; absent without a calibration. */
  readonly uncertainty?: number;
  /** Standard uncertainties; empty without a calibration. */
  readonly terms: readonly UncertaintyTerm[];
}

/** Of one repetition of a phase: medians over its windows. */
export interface PhaseEnergy {
  readonly seconds: number;
  readonly repetitions: number;
  readonly windows: number;
  readonly gross: EnergyFigure;
  /** Less what idling takes in the same time. */
  readonly net: EnergyFigure;
}

/** A share of the standard deviation of one: the median of five normal values. */
const MEDIAN_OF_FIVE = 0.5355;

/**
 * Energy of one repetition from the windows of a phase and those of idling before and after it.
 *
 * @param budget Of the systematic errors; without one no uncertainty is stated.
 */
export function phaseEnergy(
  windows: readonly PowerWindow[],
  idle: readonly [PowerWindow, PowerWindow],
  budget: Budget | undefined,
): PhaseEnergy {
  const single = windows.map((window) => scaled(window.integral, 1 / window.repetitions));
  const mean = averageOf(single);
  const [before, after] = idle.map(({ integral }) => integral) as [Integral, Integral];
  const idling = scaled(combine(before, after, 1), 1 / (before.seconds + after.seconds));
  const net = single.map((one) => combine(one, idling, -one.seconds));
  const change = before.joules / before.seconds - after.joules / after.seconds;
  const largest = (of: (window: PowerWindow) => number) =>
    Math.max(...windows.map((window) => of(window) / window.repetitions));
  const edge = {
    name: 'edges of a window',
    joules: largest(({ swing }) => edgeUncertainty(swing)),
  };
  // In step with the phase, it is the same in all windows.
  const unseen = {
    name: 'unseen part of samples',
    joules: largest(({ scatter, integral }) => unseenUncertainty(scatter, integral.seconds)),
  };
  // Its mean lies anywhere between both readings, each of which has its noise.
  const noise = budget === undefined ? 0 : Math.hypot(budget.noise(before), budget.noise(after));
  const idleTerm = {
    name: 'idling before and after',
    joules:
      mean.seconds *
      Math.hypot(change / 2 / Math.sqrt(3), noise / (before.seconds + after.seconds)),
  };
  return {
    seconds: mean.seconds,
    repetitions: windows.reduce((sum, { repetitions }) => sum + repetitions, 0),
    windows: windows.length,
    gross: figure(single, budget, [edge, unseen]),
    net: figure(net, budget, [edge, unseen, idleTerm]),
  };
}

function figure(
  singles: readonly Integral[],
  budget: Budget | undefined,
  random: readonly UncertaintyTerm[],
): EnergyFigure {
  const values = singles.map(({ joules }) => joules).toSorted((a, b) => a - b);
  const joules = medianOf(values);
  if (budget === undefined) return { joules, terms: [] };
  const mean = averageOf(singles);
  const variance =
    values.reduce((sum, value) => sum + (value - mean.joules) ** 2, 0) /
    Math.max(1, values.length - 1);
  const spread = {
    name: 'spread of the windows',
    joules: MEDIAN_OF_FIVE * Math.sqrt(variance),
  };
  const terms = [...budget.systematic(mean), ...random, spread].map(({ name, joules: u }) => ({
    name,
    joules: Math.abs(u),
  }));
  return { joules, uncertainty: expanded(terms), terms };
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

const scaled = (integral: Integral, factor: number): Integral => combine(nothing, integral, factor);

const averageOf = (all: readonly Integral[]): Integral =>
  scaled(
    all.reduce((sum, one) => combine(sum, one, 1), nothing),
    1 / all.length,
  );
