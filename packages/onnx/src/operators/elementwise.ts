import { type ExportRules, floatScalar } from '../export/onnx-writer.ts';
import { attribute } from '../format/attributes.ts';
import type { ImportRule, OnnxNode } from '../import/onnx-node.ts';

/** Largest finite float32, ONNX's "no bound". */
export const FLOAT_MAX = 3.4028234663852886e38;

const binary =
  (op: 'Add' | 'Sub' | 'Mul' | 'Div'): ImportRule =>
  (node) => {
    node.emit(op, [node.input(0), aligned(node)], {});
  };

/** The second operand; before operator set 7 its first axis was stated and could be any. */
function aligned(node: OnnxNode): string {
  const b = node.input(1);
  const axis = node.attributes.int('axis');
  if (node.opset >= 7 || axis === undefined || node.attributes.int('broadcast') !== 1) return b;
  const trailing = node.shape(0).length - axis - node.shape(1).length;
  if (axis < 0 || trailing < 0) return node.malformed(`broadcasts along the axis ${axis}`);
  return trailing === 0
    ? b
    : reshaped(node, 1, [...node.shape(1), ...new Array<number>(trailing).fill(1)]);
}

/** An input in another shape: a constant is reshaped now, a feature map by the graph. */
function reshaped(node: OnnxNode, position: number, shape: readonly number[]): string {
  const name = node.input(position);
  const constant = node.constant(position);
  if (constant !== undefined) return node.parameter(`${name}/aligned`, { ...constant, shape });
  return node.emit(
    'Reshape',
    [name],
    { shape },
    {
      name: node.fresh(`${node.name}/align`),
      outputs: [node.fresh(`${name}/aligned`)],
    },
  );
}

const bound = (node: OnnxNode, position: number, name: string, otherwise: number): number => {
  const value =
    node.opset < 11 ? node.attributes.float(name) : node.numbers(position, `bound "${name}"`)?.[0];
  const least = value ?? otherwise;
  return Math.min(Math.max(least, -FLOAT_MAX), FLOAT_MAX);
};

export const elementwiseImports: Readonly<Record<string, ImportRule>> = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  Div: binary('Div'),
  /** A sum of any number of terms becomes a chain of additions. */
  Sum: (node) => {
    const terms = node.inputs.filter((name) => name !== '');
    if (terms.length === 0) node.malformed('adds nothing');
    if (terms.length === 1) node.emit('Identity', terms, {});
    let sum = terms[0]!;
    terms.slice(1).forEach((term, i) => {
      const isLast = i === terms.length - 2;
      sum = isLast
        ? node.emit('Add', [sum, term], {})
        : node.emit(
            'Add',
            [sum, term],
            {},
            {
              name: node.fresh(`${node.name}/${i + 1}`),
              outputs: [node.fresh(`${node.outputs[0]}/${i + 1}`)],
            },
          );
    });
  },
  Relu: (node) => {
    node.emit('Relu', [node.input(0)], {});
  },
  LeakyRelu: (node) => {
    node.emit('LeakyRelu', [node.input(0)], {
      alpha: node.attributes.float('alpha') ?? Math.fround(0.01),
    });
  },
  PRelu: (node) => {
    const [x, slope] = [node.shape(0), node.shape(1)];
    // Before operator set 7 a slope of C elements belonged to the channels.
    const isPerChannel = node.opset < 7 && slope.length === 1 && slope[0] !== 1 && x.length > 2;
    const channels = [slope[0] ?? 1, ...new Array<number>(Math.max(0, x.length - 2)).fill(1)];
    node.emit(
      'PRelu',
      [node.input(0), isPerChannel ? reshaped(node, 1, channels) : node.input(1)],
      {},
    );
  },
  Clip: (node) => {
    const [min, max] = [bound(node, 1, 'min', -FLOAT_MAX), bound(node, 2, 'max', FLOAT_MAX)];
    node.emit('Clip', [node.input(0)], { min, max });
  },
  Sigmoid: (node) => {
    node.emit('Sigmoid', [node.input(0)], {});
  },
  HardSigmoid: (node) => {
    node.emit('HardSigmoid', [node.input(0)], {
      alpha: node.attributes.float('alpha') ?? Math.fround(0.2),
      beta: node.attributes.float('beta') ?? 0.5,
    });
  },
  HardSwish: (node) => {
    node.emit('HardSwish', [node.input(0)], {});
  },
};

export const elementwiseExports: ExportRules<
  | 'Add'
  | 'Sub'
  | 'Mul'
  | 'Div'
  | 'Relu'
  | 'LeakyRelu'
  | 'PRelu'
  | 'Clip'
  | 'Sigmoid'
  | 'HardSigmoid'
  | 'HardSwish'
> = {
  Add: () => ({}),
  Sub: () => ({}),
  Mul: () => ({}),
  Div: () => ({}),
  Relu: () => ({}),
  LeakyRelu: ({ attributes }) => ({ attributes: [attribute.float('alpha', attributes.alpha)] }),
  PRelu: () => ({}),
  Clip: ({ inputs, attributes: { min, max } }, writer) => ({
    inputs: [
      inputs[0]!,
      min <= -FLOAT_MAX ? '' : writer.constant('min', floatScalar(min)),
      max >= FLOAT_MAX ? '' : writer.constant('max', floatScalar(max)),
    ],
  }),
  Sigmoid: () => ({}),
  HardSigmoid: ({ attributes: { alpha, beta } }) => ({
    attributes: [attribute.float('alpha', alpha), attribute.float('beta', beta)],
  }),
  HardSwish: () => ({}),
};
