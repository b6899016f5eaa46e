import type { Checkpoint, Json, LedgerRow, RunStore, StepCycles, Tensors } from '@picojoule/spec';
import type { SignSums } from './add-signs.ts';
import type { StatisticsPlan } from './averaging/take-statistics.ts';
import type { WeightAverage } from './averaging/weight-average.ts';

export interface TrainingPoint {
  /** Scheduled steps so far. */
  readonly step: number;
  /** Means over the executed steps since the last point. */
  readonly loss: number;
  readonly accuracy: number;
}

/** All of a training that is not in its tensors; survives JSON. */
export interface TrainState {
  step: number;
  executed: number;
  /** Whether a watcher ended it before its last step. */
  ended: boolean;
  savers: Json[];
  history: TrainingPoint[];
  /** Sums over the executed images since the last point. */
  recent: { images: number; loss: number; correct: number };
  ledger: LedgerRow[];
  /** Sums over the executed steps, by node. */
  signs: Record<string, SignSums>;
  /** Of a device that counts them, over the executed steps. */
  cycles?: StepCycles;
  /** States of the weights in the mean. */
  averaged: number;
  /** How the mean's running statistics are taken; that of the last averaged step. */
  statistics: StatisticsPlan;
}

export const noImages = (): TrainState['recent'] => ({ images: 0, loss: 0, correct: 0 });

export const firstState = (savers: Json[]): TrainState => ({
  step: 0,
  executed: 0,
  ended: false,
  savers,
  history: [],
  recent: noImages(),
  ledger: [],
  signs: {},
  averaged: 0,
  statistics: { batches: 0 },
});

/** Where a training stands: its state, the session's tensors, the mean of its weights. */
export interface SavedTraining {
  readonly state: TrainState;
  readonly checkpoint: Checkpoint;
  readonly means: WeightAverage['means'];
}

export const checkpointFile = (part: string) => `${part}.checkpoint`;
const OPTIMIZER = 'optimizer/';
const AVERAGE = 'average/';

export async function writeTraining(
  store: RunStore,
  part: string,
  { state, checkpoint, means }: SavedTraining,
): Promise<void> {
  const tensors = {
    ...checkpoint.parameters,
    ...prefixed(OPTIMIZER, checkpoint.optimizer),
    ...prefixed(AVERAGE, means),
  };
  await store.writeTensors(checkpointFile(part), tensors, state as unknown as Json);
}

/** Undefined where the store holds none. */
export async function readTraining(
  store: RunStore | undefined,
  part: string,
): Promise<SavedTraining | undefined> {
  const saved = await store?.readTensors(checkpointFile(part));
  if (saved === undefined) return undefined;
  const { tensors } = saved;
  const own = Object.entries(tensors).filter(
    ([name]) => !name.startsWith(OPTIMIZER) && !name.startsWith(AVERAGE),
  );
  return {
    state: saved.state as unknown as TrainState,
    checkpoint: { parameters: Object.fromEntries(own), optimizer: under(OPTIMIZER, tensors) },
    means: under(AVERAGE, tensors),
  };
}

const prefixed = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`${prefix}${name}`, value]));

const under = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
