export interface Loss {
  /** Mean softmax cross-entropy. */
  readonly loss: number;
  /** Images whose largest logit is their label; the first of equal ones counts. */
  readonly correct: number;
  /** Of the loss, by logits. */
  readonly gradient: Float32Array<ArrayBuffer>;
}

/**
 * Softmax cross-entropy of logits [images, classes] and its gradient. In double precision on the
 * host: a few thousand numbers, which must be read for the loss anyway.
 */
export function softmaxCrossEntropy(logits: Float32Array, labels: Int32Array): Loss {
  const images = labels.length;
  const classes = logits.length / images;
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  let correct = 0;
  for (let image = 0; image < images; image++) {
    const start = image * classes;
    const label = labels[image]!;
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[start + c]! > logits[start + best]!) best = c;
    const top = logits[start + best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - top);
    for (let c = 0; c < classes; c++) {
      const share = Math.exp(logits[start + c]! - top) / sum;
      gradient[start + c] = (share - (c === label ? 1 : 0)) / images;
    }
    loss += Math.log(sum) + top - logits[start + label]!;
    if (best === label) correct++;
  }
  return { loss: loss / images, correct, gradient };
}
