/** Softmax and cross-entropy of one image. */
export interface Loss {
  readonly loss: number;
  readonly correct: boolean;
  /** By the logits. */
  readonly gradient: Float64Array;
}

export function softmaxCrossEntropy(logits: Float64Array, label: number): Loss {
  const top = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - top));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  const gradient = exponentials.map((value, i) => value / sum - (i === label ? 1 : 0));
  return {
    loss: Math.log(sum) + top - logits[label]!,
    correct: logits.indexOf(top) === label,
    gradient,
  };
}

/** A rate as `sigma 2^-q` with 1 <= sigma < 2. */
export function asShift(rate: number): { readonly sigma: number; readonly q: number } {
  const q = -Math.floor(Math.log2(rate));
  return { sigma: rate * 2 ** q, q };
}
