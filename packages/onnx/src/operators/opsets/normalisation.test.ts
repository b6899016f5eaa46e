import { randomTensor } from '../../testing/tiny-model.ts';
import { type Case, float, floats, image, scalar, testOpsets } from './testing.ts';

testOpsets('normalisation', [
  ...[7, 9, 14, 15].map(
    (opset): Case => ({
      opset,
      op: 'BatchNormalization',
      x: image,
      rest: [
        randomTensor([4], 's'),
        randomTensor([4], 'b'),
        randomTensor([4], 'm'),
        floats(1, 2, 0.5, 3),
      ],
      attributes: { epsilon: float(1e-3) },
    }),
  ),
  {
    opset: 7,
    op: 'BatchNormalization',
    x: image,
    rest: [randomTensor([4], 's'), randomTensor([4]), randomTensor([4]), floats(1, 2, 0.5, 3)],
    attributes: { spatial: 1 },
  },
  {
    opset: 13,
    op: 'LRN',
    x: ['n', 9, 3, 3],
    attributes: { size: 5, alpha: float(0.1), beta: float(0.5), bias: float(2) },
  },
  { opset: 7, op: 'Softmax', x: image, why: 'flattens from axis 1' },
  { opset: 11, op: 'Softmax', x: image, attributes: { axis: 2 } },
  { opset: 11, op: 'Softmax', x: image, attributes: { axis: 3 } },
  { opset: 11, op: 'LogSoftmax', x: image, attributes: { axis: -2 } },
  { opset: 12, op: 'Softmax', x: ['n', 5] },
  { opset: 13, op: 'Softmax', x: image, why: 'last axis' },
  { opset: 13, op: 'LogSoftmax', x: image, attributes: { axis: 1 } },
  { opset: 7, op: 'Dropout', x: image, attributes: { ratio: float(0.5) } },
  { opset: 10, op: 'Dropout', x: image },
  {
    opset: 13,
    op: 'Dropout',
    x: image,
    rest: [scalar(0.5), { type: 'bool', shape: [], values: Uint8Array.of(0) }],
  },
]);
