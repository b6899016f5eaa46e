import type { NodeOf } from '@picojoule/spec';
import { axisOf, constrain, type Shape, type ShapeRules } from './rule.ts';

const softmax = {
  arity: [1, 1],
  infer(node: NodeOf<'Softmax'> | NodeOf<'LogSoftmax'>, inputs: readonly Shape[]) {
    axisOf(node, inputs, node.attributes.axis, inputs[0]!.length);
    return [inputs[0]!];
  },
} as const;

export const normalisationShapes: ShapeRules<
  'BatchNormalization' | 'LRN' | 'Softmax' | 'LogSoftmax'
> = {
  BatchNormalization: {
    arity: [5, 5],
    infer(node, inputs) {
      const [x, ...statistics] = inputs as [Shape, ...Shape[]];
      constrain(node, inputs, x.length >= 2, 'the feature map is [N,C,...]');
      const fits = statistics.every((shape) => shape.length === 1 && shape[0] === x[1]);
      constrain(node, inputs, fits, `scale, bias, mean and variance are [${x[1]}]`);
      return [x];
    },
  },
  LRN: {
    arity: [1, 1],
    infer(node, inputs) {
      constrain(node, inputs, inputs[0]!.length >= 3, 'the feature map is [N,C,...]');
      const { size } = node.attributes;
      constrain(node, inputs, Number.isInteger(size) && size > 0, `size ${size} is positive`);
      return [inputs[0]!];
    },
  },
  Softmax: softmax,
  LogSoftmax: softmax,
};
