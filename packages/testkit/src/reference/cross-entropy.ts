export interface Loss {
  readonly loss: number;
  readonly correct: number;
  /** Of the mean loss, by logit. */
  readonly gradient: Float64Array;
}

/** Mean softmax cross-entropy of logits [N, classes]; of equal largest outputs the first counts. */
export function crossEntropy(logits: ArrayLike<number>, labels: Int32Array): Loss {
  const classes = logits.length / labels.length;
  const gradient = new Float64Array(logits.length);
  let [loss, correct] = [0, 0];
  labels.forEach((label, n) => {
    const row = Array.from({ length: classes }, (_, c) => logits[n * classes + c]!);
    const top = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - top));
    const sum = powers.reduce((a, b) => a + b, 0);
    loss += (Math.log(sum) - row[label]! + top) / labels.length;
    if (row.indexOf(top) === label) correct++;
    powers.forEach((power, c) => {
      gradient[n * classes + c] = (power / sum - (c === label ? 1 : 0)) / labels.length;
    });
  });
  return { loss, correct, gradient };
}
