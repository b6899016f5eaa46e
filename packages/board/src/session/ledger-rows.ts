import type { LedgerRow, Pass, PerOperand, SignStatistics } from '@picojoule/spec';
import type { CounterRow, CounterTable } from './counter-table.ts';

const bits: Partial<Record<Pass, PerOperand<number>>> = {
  forward: { input: 8, weight: 8, output: 8 },
  'input-gradient': { input: 16, weight: 8, output: 16 },
  'weight-gradient': { input: 8, weight: 16, output: 32 },
  predictor: { input: 8, weight: 8, output: 32 },
};

export interface LedgerParts {
  /** MACs of an image, by node. */
  readonly macs: ReadonlyMap<string, number>;
  /** Nodes whose signs the plan predicts. */
  readonly predicted: ReadonlySet<string>;
  readonly step: number;
}

/** Rows of a ledger from the hardware's counters. */
export function ledgerRows(
  { rows }: CounterTable,
  { macs, predicted, step }: LedgerParts,
): LedgerRow[] {
  return rows.flatMap((row): LedgerRow[] => {
    const { label, samples, count } = row;
    if (label.pass === 'update') return [];
    const nominal = samples * (macs.get(label.node) ?? 0);
    const common = { step, ...label, samples, dtype: 'int8' } as const;
    const cycles = count('cycles');
    if (label.pass === 'weight-gradient' && predicted.has(label.node)) {
      return predictedRows(row, { ...common, cycles }, nominal);
    }
    const executed = count('products') + count('highProducts') + count('lowProducts');
    const counts = { executed, nominal, emulated: nominal };
    return [{ ...common, bits: bits[label.pass]!, cycles, macs: counts }];
  });
}

/**
 * A weight gradient whose `lo` products were formed for undecided tiles alone: these are the remainder, half the
 * bit products of the layer. The cycles of both stand with the predictor.
 */
function predictedRows(
  { count }: CounterRow,
  { cycles, ...common }: Omit<LedgerRow, 'bits' | 'macs'>,
  nominal: number,
): LedgerRow[] {
  const [high, low] = [count('highProducts'), count('lowProducts')];
  const left = high === 0 ? 0 : low / high / 2;
  return [
    {
      ...common,
      pass: 'predictor',
      bits: bits.predictor!,
      ...(cycles !== undefined && { cycles }),
      macs: { executed: high, nominal, emulated: nominal },
    },
    {
      ...common,
      pass: 'remainder',
      bits: bits['weight-gradient']!,
      macs: { executed: low, nominal, emulated: nominal * left },
    },
  ];
}

/** Of an image, by node: weights whose gradients are predicted, and the tiles that they lie in. */
export type PredictedWork = ReadonlyMap<
  string,
  { readonly weights: number; readonly tiles: number }
>;

/** How predictions of signs went, decided image by image; by node that got a predicted weight gradient. */
export function signStatistics(
  { rows }: CounterTable,
  work: PredictedWork,
): Readonly<Record<string, SignStatistics>> {
  const found = rows.flatMap(({ label, samples, count }) => {
    const one = label.pass === 'weight-gradient' ? work.get(label.node) : undefined;
    if (one === undefined) return [];
    const statistics: SignStatistics = {
      weights: samples * one.weights,
      predicted: count('weightsDecided'),
      tiles: { all: samples * one.tiles, spared: count('groupsDecided') },
    };
    return [[label.node, statistics] as const];
  });
  return Object.fromEntries(found);
}
