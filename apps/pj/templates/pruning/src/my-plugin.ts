import {
  definePlugin,
  type Graph,
  type PruningContext,
  type PruningEdit,
  type PruningVerdict,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import * as v from 'valibot';

/**
 * A pruning strategy: removes a share of the smallest weights of each layer, again and again, until
 * an edit is refused. Replace `keepLargest` by what your method thinks worth keeping.
 */
export const myPlugin = definePlugin({
  kind: 'pruning',
  name: 'my-plugin',
  summary: 'Removes the smallest weights of every layer.',
  references: [],
  options: v.strictObject({
    /** Share of the remaining weights that one edit removes. */
    share: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.2),
  }),
  create: ({ share }) => ({
    async *prune({
      graph,
      history,
      signal,
    }: PruningContext): AsyncGenerator<PruningEdit, void, PruningVerdict> {
      // In a resumed run a refused edit has ended the pruning already.
      if (history.includes(false)) return;
      let current = graph;
      while (!signal.aborted) {
        const edited = removeSmallest(current, share);
        if (edited === undefined) return;
        const verdict = yield { graph: edited, note: `removed ${share} of what was left` };
        if (!verdict.accepted) return;
        current = verdict.graph;
      }
    },
  }),
});

/** The graph with fewer weights; undefined when none can be removed. */
function removeSmallest(graph: Graph, share: number): Graph | undefined {
  const parameters = { ...graph.parameters };
  const masks = { ...graph.masks };
  let removed = 0;
  for (const name of weightsOf(graph)) {
    const { shape } = parameters[name]!;
    const values = valuesOf(parameters[name]!);
    const before = masks[name] ?? new Uint8Array(values.length).fill(1);
    const kept = before.reduce((sum, bit) => sum + bit, 0);
    const mask = keepLargest(values, before, Math.floor(kept * (1 - share)));
    removed += kept - mask.reduce((sum, bit) => sum + bit, 0);
    masks[name] = mask;
    parameters[name] = tensor(
      shape,
      Array.from(values, (value, i) => (mask[i] === 1 ? value : 0)),
    );
  }
  return removed > 0 ? { ...graph, parameters, masks } : undefined;
}

/** Names of the filters and matrices of a graph. */
function weightsOf(graph: Graph): Set<string> {
  const names = graph.nodes
    .filter(({ op }) => op === 'Conv' || op === 'Gemm' || op === 'MatMul')
    .map(({ inputs }) => inputs[1] ?? '');
  return new Set(names.filter((name) => graph.parameters[name]?.type === 'float32'));
}

/** A mask of the `count` largest elements among those that `before` still keeps. */
function keepLargest(values: ArrayLike<number>, before: Uint8Array, count: number): Uint8Array {
  const alive = [...before.keys()].filter((i) => before[i] === 1);
  alive.sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b);
  const mask = new Uint8Array(before.length);
  for (const i of alive.slice(0, count)) mask[i] = 1;
  return mask;
}
