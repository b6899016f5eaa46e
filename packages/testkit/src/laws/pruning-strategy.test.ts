import type { Graph, PruningEdit, PruningStrategy } from '@picojoule/spec';
import { tensor, valuesOf } from '@picojoule/spec';
import { test } from 'vitest';
import { lawProofs } from '../law-proofs.ts';
import { type PruningSubject, pruningStrategyLaws } from './pruning-strategy.ts';

const NAME = 'conv1.weight';

/** Masks the first `count` elements of the first filter. */
function masked(graph: Graph, count: number, zero = true): Graph {
  const source = graph.parameters[NAME]!;
  const values = Float32Array.from(valuesOf(source));
  if (zero) values.fill(0, 0, count);
  const mask = Uint8Array.from({ length: values.length }, (_, i) => (i < count ? 0 : 1));
  return {
    ...graph,
    parameters: { ...graph.parameters, [NAME]: tensor(source.shape, values) },
    masks: { ...graph.masks, [NAME]: mask },
  };
}

type Propose = (graph: Graph, round: number) => PruningEdit | undefined;

/** Asks `propose` round by round, from the last accepted graph on. */
const strategy = (propose: Propose) => (): PruningSubject => ({
  strategy: {
    async *prune({ graph }) {
      let current = graph;
      for (let round = 0; ; round++) {
        const edit = propose(current, round);
        if (edit === undefined) return;
        current = (yield edit).graph;
      }
    },
  } satisfies PruningStrategy,
});

const one = (round: number, edit: (round: number) => Graph, note = `round ${round}`) =>
  round < 12 ? { graph: edit(round), note } : undefined;
const right = strategy((graph, round) => one(round, () => masked(graph, 2 * (round + 1))));

const broken: Record<string, () => PruningSubject> = {
  'masks only ever lose elements along accepted edits': strategy((graph, round) =>
    one(round, () => masked(graph, 26 - 2 * round)),
  ),
  'masked elements of an edit are zero, and masks fit': strategy((graph, round) =>
    one(round, () => masked(graph, round + 1, false)),
  ),
  'the same context gives the same edits': () => {
    let calls = 0;
    return strategy((graph, round) => one(round, () => masked(graph, 1 + (calls++ % 20))))();
  },
  'it ends after finitely many rejections': strategy((graph, round) => ({
    graph,
    note: `round ${round}`,
  })),
  'the graph of the context and accepted graphs stay as they are': strategy((graph, round) =>
    one(round, () => {
      (valuesOf(graph.parameters[NAME]!) as Float32Array)[5] = 77;
      return masked(graph, 2 * (round + 1));
    }),
  ),
  'an edit says what was done and still is the same network': strategy((graph, round) =>
    one(round, () => masked(graph, round + 1), ' '),
  ),
};

for (const { name, check } of lawProofs(pruningStrategyLaws, right, broken)) test(name, check);
