import type { Graph, LedgerRow, Plugin, Session } from '@picojoule/spec';
import { finishSavers } from './finish-savers.ts';

/** A training between two of its steps. */
export interface TrainingView {
  /** Scheduled steps so far, and those of them that were executed. */
  readonly step: number;
  readonly executed: number;
  /** Of the steps so far, merged. */
  readonly ledger: readonly LedgerRow[];
  /** As the savers prepared it; its parameters are those before the first step. */
  readonly graph: Graph;
  /** Runs the network as it would be handed out now, but for averages of weights. */
  readonly session: Pick<Session, 'run'>;
}

/** Somebody who looks at a training at regular steps before its last, and may end it. */
export interface Watch {
  /** Scheduled steps from one look to the next. */
  readonly every: number;
  /** Resolves with whether the training ends here. What it runs counts in no ledger of the training. */
  look(view: TrainingView): Promise<boolean>;
}

/** Lets a watcher look; the weights that train on are put back afterwards. */
export async function lookAt(
  watch: Watch,
  view: Omit<TrainingView, 'session' | 'graph'>,
  {
    savers,
    graph,
    session,
  }: {
    readonly savers: readonly Plugin<'saver'>[];
    readonly graph: Graph;
    readonly session: Pick<Session, 'run' | 'readTensors' | 'writeTensors'>;
  },
): Promise<boolean> {
  const finishes = savers.some(({ finish }) => finish !== undefined);
  const training = finishes ? await session.readTensors() : {};
  await finishSavers(savers, graph, session);
  const ends = await watch.look({ ...view, graph, session });
  if (finishes) await session.writeTensors(training);
  return ends;
}
