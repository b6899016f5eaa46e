import { ints, randomTensor } from '../../testing/tiny-model.ts';
import { image, testOpsets } from './testing.ts';

testOpsets('the newest operator sets', [
  // Since 24 only types were added to these; 27, which ONNX Runtime does not take yet, changes none of them.
  { opset: 25, op: 'Flatten', x: image },
  { opset: 25, op: 'Pad', x: image, rest: [ints(0, 0, 1, 2, 0, 0, 0, 1)] },
  { opset: 26, op: 'Reshape', x: image, rest: [ints(0, -1)] },
  { opset: 26, op: 'Transpose', x: image, attributes: { perm: [0, 2, 3, 1] } },
  { opset: 26, op: 'Conv', x: image, rest: [randomTensor([6, 4, 3, 3])] },
  { opset: 26, op: 'Squeeze', x: ['n', 4, 1, 1], rest: [ints(2, 3)] },
  { opset: 26, op: 'Unsqueeze', x: ['n', 4], rest: [ints(2, 3)] },
  { opset: 7, op: 'ReduceMean', x: image, attributes: { axes: [2, 3] } },
  { opset: 11, op: 'ReduceMean', x: image, attributes: { axes: [-1], keepdims: 0 } },
  { opset: 13, op: 'ReduceMean', x: [2, 3], why: 'all axes' },
  { opset: 18, op: 'ReduceMean', x: image, rest: [ints(1, 2)] },
  { opset: 18, op: 'ReduceMean', x: image, attributes: { noop_with_empty_axes: 1 } },
]);
