import type { SignStatistics, StepResult } from '@picojoule/spec';

/** How the signs of a layer were predicted, summed over steps. */
export interface SignSums extends Omit<SignStatistics, 'bound'> {
  /** Of those steps alone whose prediction was bounded. */
  readonly bounded?: { readonly predicted: number; readonly wrong: number; readonly bound: number };
}

/** Adds the statistics of a step to sums by node. */
export function addSigns(
  sums: Record<string, SignSums>,
  { signs = {} }: Pick<StepResult, 'signs'>,
): void {
  for (const [node, { bound, ...counts }] of Object.entries(signs)) {
    const { bounded, ...before } = sums[node] ?? { weights: 0, predicted: 0, wrong: 0 };
    const { predicted, wrong } = counts;
    const limited = bound === undefined ? bounded : added({ predicted, wrong, bound }, bounded);
    sums[node] = { ...added(counts, before), ...(limited && { bounded: limited }) };
  }
}

function added<Counts extends Record<keyof Counts, number>>(counts: Counts, sums?: Counts): Counts {
  if (sums === undefined) return counts;
  const names = Object.keys(counts) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, counts[name] + sums[name]])) as Counts;
}
