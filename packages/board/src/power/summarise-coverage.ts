import type { Trial } from './coverage.ts';

export interface CoverageSummary {
  readonly trials: number;
  /** Share of intervals that hold the truth. */
  readonly covered: number;
  /** Stated uncertainty over what would cover 95 %. */
  readonly excess: number;
  /** Mean expanded uncertainty and mean error, relative to the truth. */
  readonly uncertainty: number;
  readonly error: number;
}

/** How good stated uncertainties were. */
export function summarise(trials: readonly Trial[]): CoverageSummary {
  const errors = trials.map(({ figure, truth }) => (figure.joules - truth) / truth);
  const stated = trials.map(({ figure, truth }) => figure.uncertainty! / truth);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  // The factor on each stated uncertainty with which just 95 % of the intervals would hold the truth.
  const needed = errors.map((error, i) => Math.abs(error) / stated[i]!).toSorted((a, b) => a - b)[
    Math.ceil(0.95 * trials.length) - 1
  ]!;
  return {
    trials: trials.length,
    covered: errors.filter((error, i) => Math.abs(error) <= stated[i]!).length / trials.length,
    excess: 1 / needed,
    uncertainty: mean(stated),
    error: mean(errors),
  };
}
