import type { Evaluation, LedgerRow, OpenDataset, Session, Split } from '@picojoule/spec';
import type { ImageClassifier } from './data/image-classifier.ts';
import { mergeRows } from './ledger/merge-rows.ts';

/** Images at a time where the caller names no number. */
export const EVALUATION_BATCH = 500;

export interface EvaluateOptions {
  readonly session: Pick<Session, 'run'>;
  readonly classifier: ImageClassifier;
  readonly dataset: OpenDataset;
  readonly split: Split;
  readonly indices: ArrayLike<number>;
  /** Images at a time; `EVALUATION_BATCH` when absent. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/** Accuracy and mean cross-entropy over images, with the ledger of the passes that it took. */
export async function evaluate({
  session,
  classifier,
  dataset,
  split,
  indices,
  batchSize = EVALUATION_BATCH,
  signal,
}: EvaluateOptions): Promise<Evaluation & { readonly ledger: readonly LedgerRow[] }> {
  const all = Uint32Array.from(indices);
  const size = classifier.batch ?? batchSize;
  const rows: LedgerRow[] = [];
  let [correct, loss] = [0, 0];
  for (let first = 0; first < all.length; first += size) {
    signal?.throwIfAborted();
    const { images, labels } = await dataset.read(split, all.subarray(first, first + size));
    const { tensors, ledger } = await session.run(classifier.feed(images, labels.length));
    const score = scoreOutputs(tensors[classifier.output]!.values, labels);
    correct += score.correct;
    loss += score.loss;
    rows.push(...ledger);
  }
  return { accuracy: correct / all.length, loss: loss / all.length, ledger: mergeRows(rows) };
}

/** Right answers and summed softmax cross-entropy of outputs [images, classes] (logits). */
export function scoreOutputs(
  outputs: ArrayLike<number>,
  labels: Int32Array,
): { correct: number; loss: number } {
  const classes = outputs.length / labels.length;
  let [correct, loss] = [0, 0];
  labels.forEach((label, image) => {
    const row = Array.from({ length: classes }, (_, c) => outputs[image * classes + c]!);
    const largest = Math.max(...row);
    if (row.indexOf(largest) === label) correct++;
    const sum = row.reduce((total, value) => total + Math.exp(value - largest), 0);
    loss += largest + Math.log(sum) - row[label]!;
  });
  return { correct, loss };
}
