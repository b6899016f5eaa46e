import { randomTensor } from '../../testing/tiny-model.ts';
import { type Case, float, image, scalar, testOpsets } from './testing.ts';

testOpsets('operators element by element', [
  ...['Add', 'Sub', 'Mul', 'Div'].map(
    (op): Case => ({ opset: 7, op, x: image, rest: [randomTensor([4, 1, 6], op)] }),
  ),
  { opset: 8, op: 'Sum', x: image, rest: [randomTensor([6], 'a'), randomTensor([4, 1, 1], 'b')] },
  { opset: 7, op: 'Relu', x: image },
  { opset: 7, op: 'LeakyRelu', x: image },
  { opset: 16, op: 'LeakyRelu', x: image, attributes: { alpha: float(0.3) } },
  { opset: 7, op: 'PRelu', x: image, rest: [randomTensor([4, 1, 1])] },
  { opset: 16, op: 'PRelu', x: image, rest: [randomTensor([1])] },
  { opset: 7, op: 'Clip', x: image, attributes: { max: float(0.5) } },
  { opset: 10, op: 'Clip', x: image, attributes: { min: float(-0.25), max: float(0.5) } },
  { opset: 11, op: 'Clip', x: image, rest: [scalar(-0.1)] },
  { opset: 13, op: 'Clip', x: image, rest: [undefined, scalar(0.1)] },
  { opset: 13, op: 'Sigmoid', x: image },
  { opset: 7, op: 'HardSigmoid', x: image, attributes: { alpha: float(0.3) } },
  { opset: 14, op: 'HardSwish', x: image },
]);
