import { randomTensor } from '../../testing/tiny-model.ts';
import { float, testOpsets } from './testing.ts';

testOpsets('matrices', [
  {
    opset: 7,
    op: 'Gemm',
    x: ['n', 5],
    rest: [randomTensor([5, 3]), randomTensor([3])],
    attributes: { alpha: float(0.5), beta: float(2) },
  },
  {
    opset: 9,
    op: 'Gemm',
    x: ['n', 5],
    rest: [randomTensor([3, 5]), randomTensor([1, 3])],
    attributes: { transB: 1 },
  },
  { opset: 11, op: 'Gemm', x: ['n', 5], rest: [randomTensor([5, 3])], why: 'C is optional' },
  { opset: 13, op: 'Gemm', x: [5, 2], rest: [randomTensor([5, 3])], attributes: { transA: 1 } },
  { opset: 7, op: 'MatMul', x: ['n', 2, 5], rest: [randomTensor([5, 3])] },
]);
