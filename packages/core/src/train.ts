import { trainableParameters } from '@picojoule/graph';
import type {
  Batch,
  ExecutionBackend,
  Graph,
  Json,
  LedgerRow,
  OpenDataset,
  Plugin,
  Random,
  RunStore,
  Session,
  StepCycles,
  StepInfo,
} from '@picojoule/spec';
import { addSigns, type SignSums } from './add-signs.ts';
import { takeStatistics } from './averaging/take-statistics.ts';
import { averageIn, noAverage, type WeightAverage } from './averaging/weight-average.ts';
import { callPlugin } from './call-plugin.ts';
import { batchOrder } from './data/batch-order.ts';
import { imageClassifier } from './data/image-classifier.ts';
import { diverged, interrupted, noSteps } from './errors.ts';
import { finishSavers } from './finish-savers.ts';
import { learningRateAt } from './learning-rate.ts';
import { LedgerSum, mergeRows } from './ledger/merge-rows.ts';
import { checkPlan } from './plans/check-plan.ts';
import { combinePlans } from './plans/combine-plans.ts';
import { type PlannedStep, stepQueue } from './plans/step-queue.ts';
import type { Progress } from './progress.ts';
import {
  firstState,
  noImages,
  readTraining,
  type TrainingPoint,
  type TrainState,
  writeTraining,
} from './train-state.ts';
import { lookAt, type Watch } from './watch.ts';

export interface TrainOptions {
  readonly graph: Graph;
  readonly dataset: OpenDataset;
  /** Positions of the training images. */
  readonly images: Uint32Array;
  readonly backend: Plugin<'backend', ExecutionBackend>;
  readonly savers: readonly Plugin<'saver'>[];
  /** Scheduled length of plain training; exactly one of the two. */
  readonly length: { readonly epochs: number } | { readonly steps: number };
  readonly batchSize: number;
  /** Peak of the schedule. */
  readonly learningRate: number;
  /** Share of the schedule that warms up. */
  readonly warmUp: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly random: Random;
  readonly seed: number;
  /** Name of this training in the run: its files, ledger rows and metrics. */
  readonly part: string;
  /** Without a store nothing is written and nothing resumes. */
  readonly store?: RunStore;
  /** Steps between checkpoints. */
  readonly checkpointEvery?: number;
  readonly watch?: Watch;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface TrainingResult {
  readonly graph: Graph;
  readonly scheduled: number;
  /** Where it ended: as scheduled, or where a watcher said so. */
  readonly reached: number;
  readonly executed: number;
  readonly history: readonly TrainingPoint[];
  /** Merged over the whole training. */
  readonly ledger: readonly LedgerRow[];
  /** Where signs were predicted, by node: sums over the executed steps. */
  readonly signs: Readonly<Record<string, SignSums>>;
  /** Of the executed steps, where a device counts them. */
  readonly cycles?: StepCycles;
}

/**
 * Trains a network: for each scheduled step the savers plan, and only then, unless one drops it, the
 * batch is loaded and sent. The next ones are planned while it runs, so that the batch is loading by then, and
 * planned anew where a saver learns from the step (`after`). With a store, a training that was stopped goes
 * on from its checkpoint. A watcher may end it before. Where plans average, the mean of the weights is handed out, with running
 * statistics of its own: their pass stands in the ledger after the schedule.
 *
 * @throws PicojouleError `RUN_INTERRUPTED` after writing a checkpoint, when the signal aborts;
 * `TRAIN_DIVERGED`; `TRAIN_NO_STEPS` for epochs that make none; what savers, backend and dataset throw.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const { graph, dataset, backend, savers, batchSize, part, store, progress, signal, watch } =
    options;
  const classifier = imageClassifier(graph, dataset);
  const order = batchOrder(options.images, batchSize, options.random);
  const steps = scheduledSteps(options, order.stepsPerEpoch);
  const prepared = savers.reduce(
    (net, saver) => callPlugin(saver, 'prepare', () => saver.prepare?.(net) ?? net),
    graph,
  );
  const { momentum, weightDecay, seed } = options;
  const session = await backend.open(prepared, { seed, optimizer: { momentum, weightDecay } });
  try {
    const { state, average: kept } = await resume(options, session);
    let average = kept;
    let fresh = new LedgerSum();
    const save = async () => {
      const { rows } = fresh;
      fresh = new LedgerSum();
      state.ledger = mergeRows([...state.ledger, ...rows]);
      await store?.appendLedger(part, rows);
      if (store === undefined) return;
      const checkpoint = await session.checkpoint();
      await writeTraining(store, part, { state, checkpoint, means: average.means });
    };
    /** Where a run is interrupted it only saves: its points are those of a run that never was. */
    const addPointAndSave = async () => {
      const { images, loss, correct } = state.recent;
      if (images > 0) {
        const point = { step: state.step, loss: loss / images, accuracy: correct / images };
        state.history.push(point);
        await store?.appendMetrics(part, point);
        state.recent = noImages();
      }
      await save();
    };

    const schedule = { peak: options.learningRate, steps, warmUp: options.warmUp };
    const streams = streamsOf(savers);
    const info = (
      step: number,
      position: number,
      learningRate = learningRateAt(step, schedule),
    ): StepInfo => ({
      step,
      steps,
      epoch: Math.floor(step / order.stepsPerEpoch),
      batchSize,
      learningRate,
      graph: prepared,
      random: options.random.split(`${streams[position]!}/${step}`),
    });
    const load = async (step: number) =>
      dataset.readForTraining === undefined
        ? dataset.read('train', order.indices(step))
        : dataset.readForTraining(order.indices(step), options.random.split(`batch/${step}`));
    const feed = ({ images, labels }: Batch) => ({
      inputs: classifier.feed(images, labels.length),
      labels,
    });
    const queue = stepQueue({
      steps,
      plan(step, states) {
        const planned = planStep(savers, (position) => info(step, position), states);
        checkPlan(planned.plan, { graph: prepared, backend, images: batchSize });
        return planned;
      },
      load,
    });
    const learned = trainableParameters(prepared).map(({ name }) => name);

    while (state.step < steps && !state.ended) {
      const { step } = state;
      if (signal.aborted) {
        await save();
        throw interrupted(part, step);
      }
      const planned = queue.take(step, state.savers);
      state.savers = [...planned.savers];
      if (planned.batch !== undefined) {
        const { inputs, labels } = feed(await planned.batch);
        queue.lookAhead(step, planned.savers);
        const learningRate = learningRateAt(planned.plan.rateOf ?? step, schedule);
        const result = await session.train({
          inputs,
          labels,
          learningRate,
          plan: planned.plan,
          step,
        });
        if (!Number.isFinite(result.loss)) throw diverged(part, step);
        state.executed++;
        state.recent.images += labels.length;
        state.recent.loss += result.loss * labels.length;
        state.recent.correct += result.correct;
        fresh.add(result.ledger);
        addSigns(state.signs, result);
        if (result.cycles !== undefined) {
          const { total, update } = state.cycles ?? { total: 0, update: 0 };
          const { cycles } = result;
          state.cycles = { total: total + cycles.total, update: update + cycles.update };
        }
        savers.forEach((saver, i) => {
          const before = state.savers[i]!;
          const hook = () => saver.after?.(info(step, i, learningRate), result, before) ?? before;
          state.savers[i] = callPlugin(saver, 'after', hook);
        });
        progress.update(part, step + 1, steps, `loss ${result.loss.toFixed(3)}`);
      }
      const { average: averaging, precision } = planned.plan;
      if (averaging !== undefined) {
        average = averageIn(average, await session.readTensors(learned));
        state.averaged = average.count;
        const batches = Math.max(state.statistics.batches, averaging.statisticsBatches);
        state.statistics = { batches, ...(precision && { precision }) };
      }
      state.step++;
      if (watch !== undefined && state.step % watch.every === 0 && state.step < steps) {
        const ledger = mergeRows([...state.ledger, ...fresh.rows]);
        const view = { step: state.step, executed: state.executed, ledger };
        state.ended = await lookAt(watch, view, { savers, graph: prepared, session });
      }
      if (state.step % (options.checkpointEvery ?? 100) === 0) await addPointAndSave();
    }
    await addPointAndSave();
    if (average.count > 0) await session.writeTensors(average.means);
    // Before statistics are taken: they are of the network that is handed out.
    await finishSavers(savers, prepared, session);
    if (average.count > 0) {
      const rows = await takeStatistics({
        session,
        graph: prepared,
        statistics: state.statistics,
        async batch(n) {
          if (signal.aborted) throw interrupted(part, steps);
          progress.update(part, steps, steps, `statistics ${n + 1}/${state.statistics.batches}`);
          return { ...feed(await load(steps + n)), step: steps + n };
        },
      });
      state.ledger = mergeRows([...state.ledger, ...rows]);
      await store?.appendLedger(part, rows);
    }
    progress.update(part, steps, steps);
    const parameters = { ...prepared.parameters, ...(await session.readTensors()) };
    const { executed, history, ledger, signs, cycles } = state;
    const trained = { ...prepared, parameters };
    const length = { scheduled: steps, reached: state.step, executed };
    return { graph: trained, ...length, history, ledger, signs, ...(cycles && { cycles }) };
  } finally {
    await session.close();
  }
}

function scheduledSteps({ length, savers, part }: TrainOptions, stepsPerEpoch: number): number {
  const plain = 'steps' in length ? length.steps : Math.round(length.epochs * stepsPerEpoch);
  const scheduled = savers.reduce(
    (steps, saver) => callPlugin(saver, 'stretch', () => saver.stretch?.(steps) ?? steps),
    plain,
  );
  if ('epochs' in length && !(scheduled >= 1)) throw noSteps(part, length.epochs, stepsPerEpoch);
  return scheduled;
}

/** A name of each saver's own, whatever the order: which of its kind it is. */
const streamsOf = (savers: TrainOptions['savers']): readonly string[] =>
  savers.map(({ name }, i) => {
    const before = savers.slice(0, i).filter((other) => other.name === name);
    return `${name}/${before.length}`;
  });

function planStep(
  savers: TrainOptions['savers'],
  info: (position: number) => StepInfo,
  states: readonly Json[],
): Omit<PlannedStep, 'batch'> {
  const planned = savers.map((saver, i) =>
    callPlugin(saver, 'plan', () => saver.plan(info(i), states[i]!)),
  );
  return {
    plan: combinePlans(planned.map(({ plan }) => plan)),
    savers: planned.map(({ state }) => state),
  };
}

async function resume(
  { savers, part, store, progress }: TrainOptions,
  session: Pick<Session, 'restore'>,
): Promise<{ readonly state: TrainState; readonly average: WeightAverage }> {
  const saved = await readTraining(store, part);
  if (saved === undefined) {
    const initial = savers.map((saver) => callPlugin(saver, 'initial', () => saver.initial()));
    await store?.truncate(part, 0);
    return { state: firstState(initial), average: noAverage };
  }
  const { state, checkpoint, means } = saved;
  await session.restore(checkpoint);
  await store?.truncate(part, state.step);
  // The point that ends at this step was cut with those after it.
  const last = state.history.at(-1);
  if (last?.step === state.step) await store?.appendMetrics(part, { ...last });
  progress.line(`${part}: going on from step ${state.step}`);
  return { state, average: { count: state.averaged, means } };
}
