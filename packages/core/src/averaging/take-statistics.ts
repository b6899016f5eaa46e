import type { Graph, LedgerRow, Session, StepPlan, TrainStep } from '@picojoule/spec';
import { mergeRows } from '../ledger/merge-rows.ts';

export interface StatisticsPlan {
  readonly batches: number;
  readonly precision?: StepPlan['precision'];
}

export interface StatisticsOptions {
  readonly session: Pick<Session, 'train' | 'readTensors' | 'writeTensors'>;
  readonly graph: Graph;
  readonly statistics: StatisticsPlan;
  /** The n-th batch, as a step takes it. */
  batch(n: number): Promise<Pick<TrainStep, 'inputs' | 'labels' | 'step'>>;
}

/**
 * Replaces the running statistics of batch normalisation by their means over batches, for the weights
 * that the session has: each batch runs forward as in training, and nothing else is updated.
 * A batch of which no image ran a block counts in its layers as the mean of those before it.
 *
 * Returns what was executed, as pass `statistics`.
 */
export async function takeStatistics(options: StatisticsOptions): Promise<readonly LedgerRow[]> {
  const { session, graph, statistics } = options;
  const momenta = runningStatistics(graph);
  const names = [...momenta.keys()];
  const { batches, precision } = statistics;
  const plan: StepPlan = { update: { '*': 'frozen' }, ...(precision && { precision }) };
  if (names.length === 0) return [];
  const rows: LedgerRow[] = [];
  let means = await session.readTensors(names);
  for (let n = 0; n < batches; n++) {
    const { ledger } = await session.train({ ...(await options.batch(n)), learningRate: 0, plan });
    rows.push(
      ...ledger.map((row) => ({ ...row, pass: ofForward(row) ? 'statistics' : row.pass }) as const),
    );
    const blended = await session.readTensors(names);
    const next = names.map((name) => {
      const { type, shape, values } = means[name]!;
      // The session blended the batch in with the share `1 - momentum`; its share in the mean is another.
      const share = 1 / (1 - momenta.get(name)!) / (n + 1);
      const mean = Float32Array.from(
        values,
        (value, i) => value + share * (blended[name]!.values[i]! - value),
      );
      return [name, { type, shape, values: mean }] as const;
    });
    means = Object.fromEntries(next);
    await session.writeTensors(means);
  }
  return mergeRows(rows);
}

const ofForward = ({ pass }: LedgerRow) => pass === 'forward' || pass === 'gate';

/** The momentum by which each running mean and variance follows its batches; not of those that never do. */
function runningStatistics({ nodes }: Graph): ReadonlyMap<string, number> {
  return new Map(
    nodes.flatMap((node) =>
      node.op === 'BatchNormalization' && node.attributes.momentum < 1
        ? [3, 4].map((at) => [node.inputs[at]!, node.attributes.momentum] as const)
        : [],
    ),
  );
}
