import type { Node } from '@picojoule/spec';

/**
 * Operations of a layer without MACs: how often a value passes an arithmetic unit, a multiply-add, a
 * comparison or a table look-up being one. Choices of ours; the papers of the field do not count them.
 *
 * - element by element, batch normalisation with its folded scale and shift included: 1 per output
 * - pooling: 1 per element of its window; over the whole map: 1 per input
 * - softmax: 3 per output (exponential, sum, division); LRN: its window and 1 more per output
 * - resizing: the 4 or 16 neighbours of `linear` and `cubic` per output
 * - what only moves or names values: none
 *
 * @param inputs Elements read; `outputs` elements written.
 */
export function operationCount(node: Node, inputs: number, outputs: number): number {
  switch (node.op) {
    case 'MaxPool':
    case 'AveragePool':
      return outputs * node.attributes.kernel[0] * node.attributes.kernel[1];
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
    case 'ReduceMean':
      return inputs;
    case 'Softmax':
    case 'LogSoftmax':
      return 3 * outputs;
    case 'LRN':
      return (node.attributes.size + 1) * outputs;
    case 'Resize':
      return { nearest: 0, linear: 4, cubic: 16 }[node.attributes.mode] * outputs;
    case 'BatchNormalization':
    case 'Relu':
    case 'LeakyRelu':
    case 'PRelu':
    case 'Clip':
    case 'Sigmoid':
    case 'HardSigmoid':
    case 'HardSwish':
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return outputs;
    default:
      return 0;
  }
}
