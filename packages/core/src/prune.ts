import { countWeights, workloadsOf } from '@picojoule/graph';
import {
  type EnergyEstimate,
  type EnergyModel,
  type Evaluation,
  type ExecutionBackend,
  type Graph,
  type Json,
  type LedgerRow,
  type OpenDataset,
  type Plugin,
  type PruningContext,
  type PruningStrategy,
  type PruningVerdict,
  type Random,
  type RunStore,
  unitName,
} from '@picojoule/spec';
import { callPlugin } from './call-plugin.ts';
import { imageClassifier } from './data/image-classifier.ts';
import type { ImageSets } from './data/image-sets.ts';
import { measureDensities } from './densities.ts';
import { interrupted, pruneStateDamaged } from './errors.ts';
import { evaluate } from './evaluate.ts';
import { evaluationSession } from './evaluation-session.ts';
import { mergeRows } from './ledger/merge-rows.ts';
import type { Progress } from './progress.ts';
import { checkPruneState, type PruneState, type PruningPoint } from './prune-state.ts';
import { train } from './train.ts';

export interface PruneOptions {
  /** The trained network. */
  readonly graph: Graph;
  readonly dataset: OpenDataset;
  readonly sets: ImageSets;
  readonly backend: Plugin<'backend', ExecutionBackend>;
  readonly strategy: Plugin<'pruning', PruningStrategy>;
  readonly model: EnergyModel;
  /** Images and bits that the energy is modelled for. */
  readonly batch: number;
  readonly bits: number;
  /** Largest loss of accuracy on the held-out images, in points. */
  readonly bound: number;
  readonly fineTune: {
    /** Of one round. */
    readonly steps: number;
    /** An edit that misses the bound is fine-tuned again, up to this many rounds, before it is reverted. */
    readonly rounds: number;
    readonly learningRate: number;
    readonly batchSize: number;
    readonly momentum: number;
    readonly weightDecay: number;
  };
  readonly random: Random;
  readonly seed: number;
  readonly part: string;
  readonly store?: RunStore;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface PruningResult {
  readonly graph: Graph;
  /** Of the unpruned network, on the held-out images. */
  readonly denseAccuracy: number;
  readonly accuracy: number;
  readonly points: readonly PruningPoint[];
  /** Fine-tuning and evaluation, merged. */
  readonly ledger: readonly LedgerRow[];
}

/**
 * Lets a strategy prune a network: every edit is fine-tuned globally with its masks held, tried on the
 * held-out images, and accepted if it keeps the bound within the rounds of fine-tuning that it has.
 * With a store, it goes on after the last edit.
 *
 * @throws PicojouleError `RUN_INTERRUPTED`, `PRUNE_STATE`; what strategy, backend and dataset throw.
 */
export async function prune(options: PruneOptions): Promise<PruningResult> {
  const { dataset, sets, backend, strategy, store, part, progress, signal, seed } = options;
  const classifier = imageClassifier(options.graph, dataset);
  const scratch = await evaluationSession(backend, options.graph, seed);
  const rows: LedgerRow[] = [];
  const evaluateOn = async (graph: Graph, indices: Uint32Array): Promise<Evaluation> => {
    const session = await scratch.show(graph);
    const result = await evaluate({
      session,
      classifier,
      dataset,
      split: 'train',
      indices,
      signal,
    });
    rows.push(...result.ledger);
    return result;
  };
  const densitiesOf = async (graph: Graph) =>
    measureDensities(graph, { session: await scratch.show(graph), dataset, indices: sets.samples });

  try {
    const file = `${part}.json`;
    const kept = await store?.readJson(file);
    const saved = kept === undefined ? undefined : checkPruneState(file, kept);
    const denseAccuracy =
      saved?.denseAccuracy ?? (await evaluateOn(options.graph, sets.heldOut)).accuracy;
    const state: PruneState = saved ?? {
      denseAccuracy,
      accuracy: denseAccuracy,
      points: [],
      ledger: [],
    };
    let current = options.graph;
    if (state.graphFile !== undefined) {
      const accepted = await store?.readGraph(state.graphFile);
      if (accepted === undefined) throw pruneStateDamaged(file, `${state.graphFile} is missing`);
      current = accepted;
    }
    let densities = await densitiesOf(current);
    const price = (graph: Graph, measured: Readonly<Record<string, number>>): EnergyEstimate => {
      const { batch, bits } = options;
      return options.model.estimate(workloadsOf(graph, { batch, bits, densities: measured }));
    };
    const context: PruningContext = {
      graph: current,
      history: state.points.map((point) => point.accepted),
      energy: (graph) => price(graph, densities),
      activations: async (graph, values) => {
        signal.throwIfAborted();
        const session = await scratch.show(graph);
        const { images, labels } = await dataset.read('train', sets.samples);
        const inputs = classifier.feed(images, labels.length);
        const taps = values.filter((value) => !(value in inputs));
        return { ...inputs, ...(await session.run(inputs, { taps })).tensors };
      },
      evaluate: (graph) => evaluateOn(graph, sets.probes),
      random: options.random.split(strategy.name),
      signal,
      report: (line) => progress.line(`${part}: ${line}`),
    };

    const edits = callPlugin(strategy, 'prune', () => strategy.prune(context));
    let verdict: PruningVerdict | undefined;
    for (;;) {
      const next = await (verdict === undefined ? edits.next() : edits.next(verdict));
      if (next.done === true) break;
      const { graph: edited, note } = next.value;
      const edit = state.points.length + 1;
      let tuned = edited;
      let [accepted, accuracy, rounds] = [false, 0, 0];
      while (!accepted && rounds < options.fineTune.rounds) {
        rounds++;
        const trained = await fineTune(options, tuned, `${edit}/${rounds}`);
        rows.push(...trained.ledger);
        tuned = trained.graph;
        accuracy = (await evaluateOn(tuned, sets.heldOut)).accuracy;
        accepted = accuracy >= denseAccuracy - options.bound / 100;
      }
      const measured = await densitiesOf(tuned);
      state.points.push({
        edit,
        note,
        accepted,
        rounds,
        accuracy,
        energy: price(tuned, measured).total,
        nonZeroWeights: countWeights(tuned).nonZero,
      });
      if (accepted) {
        current = tuned;
        densities = measured;
        state.accuracy = accuracy;
      }
      verdict = { accepted, accuracy, graph: current };
      state.ledger = mergeRows([...state.ledger, ...rows.splice(0)]);
      await keep(options, state, accepted ? current : undefined);
      progress.line(`${part}: ${describe(state.points.at(-1)!, denseAccuracy, options)}`);
    }
    const ledger = mergeRows([...state.ledger, ...rows]);
    return {
      graph: current,
      denseAccuracy,
      accuracy: state.accuracy,
      points: state.points,
      ledger,
    };
  } catch (error) {
    if (signal.aborted) throw interrupted(part);
    throw error;
  } finally {
    await scratch.close();
  }
}

function fineTune(options: PruneOptions, graph: Graph, round: string) {
  const { steps, rounds: _, ...hyperparameters } = options.fineTune;
  const { dataset, backend, seed, progress, signal } = options;
  return train({
    ...{ dataset, backend, seed, progress, signal, ...hyperparameters },
    graph,
    images: options.sets.training,
    savers: [],
    length: { steps },
    warmUp: 0,
    random: options.random.split(`fine-tune/${round}`),
    part: `${options.part}, edit ${round}`,
  });
}

/** The state names its graph, so whenever the run is killed, the two that are read belong together. */
async function keep({ store, part }: PruneOptions, state: PruneState, accepted: Graph | undefined) {
  if (store === undefined) return;
  const before = state.graphFile;
  if (accepted !== undefined) {
    state.graphFile = `${part}.${state.points.length}.graph`;
    await store.writeGraph(state.graphFile, accepted);
  }
  await store.writeJson(`${part}.json`, state as unknown as Json);
  if (before !== undefined && before !== state.graphFile) await store.remove(before);
}

function describe(
  point: PruningPoint,
  denseAccuracy: number,
  { model, batch }: Pick<PruneOptions, 'model' | 'batch'>,
): string {
  const lost = (100 * (denseAccuracy - point.accuracy)).toFixed(2);
  const energy = `${(point.energy / batch).toExponential(3)} ${unitName(model.unit)} per image`;
  const judged = point.accepted ? 'accepted' : 'reverted';
  return `edit ${point.edit} ${judged}: ${lost} points lost, energy ${energy}, ${point.nonZeroWeights} weights (${point.note})`;
}
