import { type Lowered, wordsOfValue } from './lower.ts';
import type { Demand } from './memory-plan.ts';
import { type Operation, tensorName } from './operation.ts';

export interface Lives {
  /** Position of the loss between forward and backward operations. */
  readonly loss: number;
  /** Tensors that the host reads at the loss. */
  readonly kept: ReadonlySet<string>;
  /** Tensors that are resident. */
  readonly ahead: ReadonlySet<string>;
  readonly trains: boolean;
}

/** A place that tensors of one size have one after the other. */
export interface SharedDemand extends Demand {
  readonly tensors: readonly Demand[];
}

/**
 * What the tensors of a program need, from their first to their last use. The host writes the input and
 * the loss.
 */
export function demandsOf(
  { input, output }: Lowered,
  operations: readonly Operation[],
  { loss, kept, ahead, trains }: Lives,
): SharedDemand[] {
  const found = new Map<string, Demand>();
  const use = (name: string, at: number, words = 0) => {
    if (ahead.has(name)) return;
    const before = found.get(name) ?? { name, words, from: at, to: at };
    found.set(name, { ...before, from: Math.min(before.from, at), to: Math.max(before.to, at) });
  };
  use(tensorName.value(input.name), -1, wordsOfValue(input));
  if (trains) use(tensorName.gradient(output.name), loss, 2 * wordsOfValue(output));
  const timeOf = (i: number) => (i < loss ? i : i + 1);
  operations.forEach(({ reads, writes }, i) => {
    for (const name of reads) use(name, timeOf(i));
    for (const { name, words } of writes) use(name, timeOf(i), words);
  });
  for (const name of kept) if (found.has(name)) use(name, loss);
  return shared(found, operations, timeOf);
}

/** Puts tensors into the places of those that they may lie over, where these have their last use then. */
function shared(
  found: ReadonlyMap<string, Demand>,
  operations: readonly Operation[],
  timeOf: (operation: number) => number,
): SharedDemand[] {
  const places = new Map([...found].map(([name, demand]) => [name, [demand]]));
  operations.forEach(({ writes }, i) => {
    for (const { name, over = '' } of writes) {
      const [made, before] = [places.get(name), places.get(over)];
      const last = before?.at(-1);
      if (made === undefined || before === undefined || last === undefined) continue;
      if (last.name !== over || last.to !== timeOf(i) || last.words !== made[0]!.words) continue;
      places.set(name, [...before, ...made]);
      places.delete(over);
    }
  });
  return [...places.values()].map((tensors) => {
    const [first, last] = [tensors[0]!, tensors.at(-1)!];
    return { ...first, to: last.to, tensors };
  });
}
