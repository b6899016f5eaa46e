import type { NodeOf, OperatorName } from '@picojoule/spec';
import { broadcast } from './broadcast.ts';
import { constrain, equal, type Shape, type ShapeRules } from './rule.ts';

const same = {
  arity: [1, 1],
  infer: (_node: unknown, inputs: readonly Shape[]) => [inputs[0]!],
} as const;

const binary = {
  arity: [2, 2],
  infer(node: NodeOf<OperatorName>, inputs: readonly Shape[]) {
    const shape = broadcast(inputs[0]!, inputs[1]!);
    constrain(
      node,
      inputs,
      shape !== undefined,
      'sizes are equal or 1, counted from the last axis',
    );
    return [shape];
  },
} as const;

export const elementwiseShapes: ShapeRules<
  | 'Relu'
  | 'LeakyRelu'
  | 'PRelu'
  | 'Clip'
  | 'Sigmoid'
  | 'HardSigmoid'
  | 'HardSwish'
  | 'Add'
  | 'Sub'
  | 'Mul'
  | 'Div'
  | 'Cast'
  | 'Identity'
> = {
  Relu: same,
  LeakyRelu: same,
  PRelu: {
    arity: [2, 2],
    infer(node, inputs) {
      const [x, slope] = inputs as [Shape, Shape];
      const shape = broadcast(x, slope);
      constrain(
        node,
        inputs,
        shape !== undefined && equal(shape, x),
        'the slope broadcasts to x without stretching it',
      );
      return [x];
    },
  },
  Clip: same,
  Sigmoid: same,
  HardSigmoid: same,
  HardSwish: same,
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
  Cast: same,
  Identity: same,
};
