import type { SignStatistics, StepResult } from '@picojoule/spec';

/** Adds the statistics of a step to sums by node. */
export function addSigns(
  sums: Record<string, SignStatistics>,
  { signs = {} }: Pick<StepResult, 'signs'>,
): void {
  for (const [node, { weights, predicted, wrong }] of Object.entries(signs)) {
    const before = sums[node] ?? { weights: 0, predicted: 0, wrong: 0 };
    sums[node] = {
      weights: before.weights + weights,
      predicted: before.predicted + predicted,
      wrong: before.wrong + wrong,
    };
  }
}
