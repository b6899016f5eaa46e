import type { Graph, PruningContext, PruningEdit, PruningStrategy } from '@picojoule/spec';
import { valuesOf } from '@picojoule/spec';
import { demand, demandEqual, demandUntouched } from '../demand.ts';
import { type Law, law } from '../law.ts';
import { pruningContext } from './pruning-context.ts';

export interface PruningSubject {
  readonly strategy: PruningStrategy;
  /** A context for one pruning, the same at each call; `pruningContext()` by default. */
  context?(): PruningContext;
}

interface Proposal extends PruningEdit {
  /** The graph that it was proposed for: the last accepted one. */
  readonly before: Graph;
}

const PATIENCE = 2000;
const pruningLaw = (name: string, check: (subject: PruningSubject) => Promise<void>) =>
  law<PruningSubject>(name, check);

/** Lets a strategy propose up to `most` edits and judges them by their number. */
async function proposals(
  { strategy, context = pruningContext }: PruningSubject,
  accepts: (edit: number) => boolean,
  most: number,
): Promise<Proposal[]> {
  const given = context();
  const made: Proposal[] = [];
  let current = given.graph;
  const edits = strategy.prune(given);
  let next = await edits.next();
  while (next.done !== true && made.length < most) {
    const edit = next.value;
    made.push({ ...edit, before: current });
    const accepted = accepts(made.length);
    if (accepted) current = fineTuned(edit.graph);
    const verdict = { accepted, accuracy: accepted ? 1 : 0, graph: current };
    next = await edits.next(verdict);
  }
  await edits.return(undefined);
  return made;
}

/** Moves every weight a little, as a driver does that holds the masks. */
function fineTuned(graph: Graph): Graph {
  const moved = Object.entries(graph.parameters).map(([name, source]) => {
    const { type, shape } = source;
    return [name, { type, shape, values: valuesOf(source).map((value) => value * 1.01) }];
  });
  return { ...graph, parameters: Object.fromEntries(moved) };
}

const mixed = (edit: number) => edit % 3 !== 0;

/** The laws of pruning strategies. A strategy that proposes nothing keeps them all. */
export const pruningStrategyLaws: readonly Law<PruningSubject>[] = [
  pruningLaw('masks only ever lose elements along accepted edits', async (subject) => {
    for (const { graph, before } of await proposals(subject, mixed, 20)) {
      for (const [name, mask] of Object.entries(before.masks)) {
        const back = mask.findIndex((kept, i) => kept === 0 && graph.masks[name]?.[i] !== 0);
        demand(back < 0, `the pruned ${name}[${back}] came back`);
      }
    }
  }),
  pruningLaw('masked elements of an edit are zero, and masks fit', async (subject) => {
    for (const { graph } of await proposals(subject, mixed, 20)) {
      for (const [name, mask] of Object.entries(graph.masks)) {
        const source = graph.parameters[name];
        demand(source !== undefined, `there is a mask for "${name}", which is no parameter`);
        const values = valuesOf(source);
        demand(
          mask.length === values.length,
          `mask of ${name}: ${mask.length}, not ${values.length}`,
        );
        mask.forEach((kept, i) => {
          demand(kept === 0 || kept === 1, `the mask of ${name} holds a ${kept}`);
          demand(kept === 1 || values[i] === 0, `the masked ${name}[${i}] is ${values[i]}`);
        });
      }
    }
  }),
  pruningLaw('the same context gives the same edits', async (subject) => {
    const first = await proposals(subject, mixed, 6);
    const second = await proposals(subject, mixed, 6);
    demandEqual(second, first, 'edits of the second time');
  }),
  pruningLaw('it ends after finitely many rejections', async (subject) => {
    const { length } = await proposals(subject, () => false, PATIENCE);
    demand(length < PATIENCE, `after ${length} rejections it still proposes`);
  }),
  pruningLaw('the graph of the context and accepted graphs stay as they are', async (subject) => {
    const context = (subject.context ?? pruningContext)();
    const watched = { ...subject, context: () => context };
    await demandUntouched(context.graph, 'the graph of the context', async () => {
      const copies: [Graph, Graph][] = [];
      const made = await proposals(watched, (edit) => edit < 4, 5);
      for (const { before } of made) copies.push([before, structuredClone(before)]);
      for (const [graph, copy] of copies) demandEqual(graph, copy, 'an accepted graph');
    });
  }),
  pruningLaw('an edit says what was done and still is the same network', async (subject) => {
    for (const { graph, before, note } of await proposals(subject, mixed, 10)) {
      demand(note.trim() !== '', 'an edit has no note');
      demandEqual(graph.inputs, before.inputs, 'inputs');
      demandEqual(graph.outputs, before.outputs, 'outputs');
    }
  }),
];
