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
  for (const [node, { weights, predicted, wrong, tiles, bound }] of Object.entries(signs)) {
    const before = sums[node];
    const compared = wrong !== undefined && { predicted, wrong };
    const bounded = compared && bound !== undefined && { ...compared, bound };
    sums[node] = {
      ...added({ weights, predicted }, before),
      ...(before?.wrong !== undefined && { wrong: before.wrong }),
      ...(compared && { wrong: compared.wrong + (before?.wrong ?? 0) }),
      ...(before?.tiles && { tiles: before.tiles }),
      ...(tiles && { tiles: added(tiles, before?.tiles) }),
      ...(before?.bounded && { bounded: before.bounded }),
      ...(bounded && { bounded: added(bounded, before?.bounded) }),
    };
  }
}

function added<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  sums?: Readonly<Record<NoInfer<Name>, number>>,
): Record<Name, number> {
  const names = Object.keys(counts) as Name[];
  const pairs = names.map((name) => [name, counts[name] + (sums?.[name] ?? 0)] as const);
  return Object.fromEntries(pairs) as Record<Name, number>;
}
