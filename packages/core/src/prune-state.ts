import type { Json, LedgerRow } from '@picojoule/spec';
import * as v from 'valibot';
import { pruneStateDamaged } from './errors.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One edit as the driver judged it. */
export const pruningPoint = v.object({
  edit: count,
  note: v.string(),
  accepted: v.boolean(),
  /** Of fine-tuning that it took. */
  rounds: count,
  /** On the held-out images, after fine-tuning. */
  accuracy: v.number(),
  /** Modelled, of a batch; activation densities those of the edited network. */
  energy: v.number(),
  nonZeroWeights: count,
});
export type PruningPoint = Readonly<v.InferOutput<typeof pruningPoint>>;

/** What the ledger's sums are made from; the other fields are only kept. */
const summed = v.looseObject({
  samples: v.number(),
  bits: v.object({ input: v.number(), weight: v.number(), output: v.number() }),
  macs: v.looseObject({ executed: v.number(), nominal: v.number(), emulated: v.number() }),
});
const ledgerRow = v.custom<LedgerRow>((row) => v.is(summed, row), 'this is no row of a ledger');

/** All of a pruning that is not in its graph; survives JSON. */
const pruneState = v.object({
  denseAccuracy: v.number(),
  accuracy: v.number(),
  points: v.array(pruningPoint),
  ledger: v.array(ledgerRow),
  /** Holds the last accepted graph; absent before the first. */
  graphFile: v.optional(v.string()),
});
export type PruneState = v.InferOutput<typeof pruneState>;

/** @throws PicojouleError `PRUNE_STATE`. */
export function checkPruneState(file: string, value: Json): PruneState {
  const result = v.safeParse(pruneState, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw pruneStateDamaged(file, `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}
