import type { Graph, PruningContext, PruningEdit, PruningVerdict } from '@picojoule/spec';
import * as v from 'valibot';

const share = (fallback: number) =>
  v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), fallback);
/** An option that counts something, at least one. */
export const count = (fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), fallback);

/** How far each edit goes; the same for every strategy, so that they are compared on equal terms. */
export const paceOptions = {
  /** How much the first edit removes: a share of what is left; each strategy says of what. */
  amount: share(0.25),
  /** After a rejected edit the amount is multiplied by this, ... */
  slowDown: share(0.5),
  /** ... but not below this. */
  leastAmount: share(0.05),
  /** Ends after this many rejected edits in a row. */
  patience: count(3),
  /** Ends after this many edits in any case. */
  mostEdits: count(16),
};

export type PaceOptions = v.InferOutput<v.ObjectSchema<typeof paceOptions, undefined>>;

/**
 * Edits at the same pace while they are accepted, and slower after each that was not.
 *
 * @param propose An edit of the last accepted graph that removes the share `amount`; `edit` counts from
 *   0 over the whole run. Undefined when nothing is left to remove, which ends the search.
 */
export async function* search(
  { graph: start, history }: PruningContext,
  options: PaceOptions,
  propose: (graph: Graph, amount: number, edit: number) => Promise<PruningEdit | undefined>,
): AsyncGenerator<PruningEdit, void, PruningVerdict> {
  let { amount } = options;
  let graph = start;
  let rejected = 0;
  const told = (accepted: boolean) => {
    rejected = accepted ? 0 : rejected + 1;
    if (!accepted) amount = Math.max(options.leastAmount, amount * options.slowDown);
  };
  history.forEach(told);
  for (let edit = history.length; edit < options.mostEdits && rejected < options.patience; edit++) {
    const proposed = await propose(graph, amount, edit);
    if (proposed === undefined) return;
    const verdict = yield proposed;
    told(verdict.accepted);
    graph = verdict.graph;
  }
}
