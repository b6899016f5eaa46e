import type { Operation, Places } from './operation.ts';
import type { Plan } from './plan.ts';

/** The tensor that is made again. */
export const again = (tensor: string): string => `${tensor} again`;

/**
 * Backward operations, and before the first one that reads a dropped feature map the forward operation
 * that makes it again, with all that it needs for that. Forward passes round to nearest, so the
 * bits are those of maps that are kept; each is made again once at most.
 *
 * @param dropped Nodes of the forward operations whose maps are not kept until then.
 */
export function recomputing(
  forward: readonly Operation[],
  backward: readonly Operation[],
  dropped: ReadonlySet<string>,
): Operation[] {
  const makers = new Map(
    forward
      .filter(({ label }) => dropped.has(label.node))
      .flatMap((operation) => operation.writes.map(({ name }) => [name, operation] as const)),
  );
  const rename = (tensor: string) => (makers.has(tensor) ? again(tensor) : tensor);
  const made = new Set<Operation>();
  const found: Operation[] = [];
  const make = (tensor: string) => {
    const maker = makers.get(tensor);
    if (maker === undefined || made.has(maker)) return;
    made.add(maker);
    maker.reads.forEach(make);
    found.push(renamed({ ...maker, label: { ...maker.label, again: true } }, rename));
  };
  for (const operation of backward) {
    operation.reads.forEach(make);
    found.push(renamed(operation, rename));
  }
  return found;
}

function renamed(operation: Operation, rename: (tensor: string) => string): Operation {
  return {
    ...operation,
    reads: operation.reads.map(rename),
    writes: operation.writes.map(({ name, words, over }) => ({
      ...{ name: rename(name), words },
      ...(over !== undefined && { over: rename(over) }),
    })),
    emit: ({ narrow, wide, results }) => {
      const places: Places = {
        narrow: (tensor) => narrow(rename(tensor)),
        wide: (tensor) => wide(rename(tensor)),
        results: (tensor) => results(rename(tensor)),
      };
      return operation.emit(places);
    },
  };
}

/**
 * The node whose feature maps are the largest of those that only wait for the backward pass at this time
 * of a plan; undefined where there are none.
 */
export function idleAt({ forwardPart, backwardPart }: Plan, time: number): string | undefined {
  const reads = (tensor: string) => (operation: Operation) => operation.reads.includes(tensor);
  const loss = forwardPart.length;
  const idle = forwardPart.map(({ label, writes }, made) => {
    const waiting = writes.filter(({ name }) => {
      const last = Math.max(made, forwardPart.findLastIndex(reads(name)));
      const first = backwardPart.findIndex(reads(name));
      return first >= 0 && last < time && time < loss + 1 + first;
    });
    return { node: label.node, words: waiting.reduce((sum, { words }) => sum + words, 0) };
  });
  return idle.filter(({ words }) => words > 0).toSorted((a, b) => b.words - a.words)[0]?.node;
}
