import { createRandom, type Graph, type Node, sizeOf } from '@picojoule/spec';
import type { Kernels } from '../kernels/kernels.ts';
import type { Case } from '../operators/cases/testing.ts';
import { definitions, type Plain } from '../operators/testing.ts';
import { Execution } from './execution.ts';
import { roundGates } from './gates.ts';
import { compile } from './plan.ts';
import { Value } from './value.ts';

/** A graph of the one node; all inputs are graph inputs, so that each can have a gradient. */
function graphOf({ op, shapes, attributes, outputs = 1 }: Case): Graph {
  const inputs = shapes.map((_, i) => `in${i}`);
  const names = Array.from({ length: outputs }, (_, i) => `out${i}`);
  const node = { name: 'node', op, inputs, outputs: names, attributes } as Node;
  return {
    name: 'one',
    inputs: inputs.map((name, i) => ({ name, type: 'float32', shape: shapes[i]! })),
    outputs: names,
    nodes: [node],
    parameters: {},
    masks: {},
    blocks: [],
  };
}

export function inputsOf({ name, op, shapes, prepare }: Case): Float32Array[] {
  const random = createRandom(7, `${op} ${name}`);
  return shapes.map((shape, i) => {
    const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
    return prepare?.(values, i) ?? values;
  });
}

export function defined(testCase: Case, values: readonly ArrayLike<number>[], training: boolean) {
  const inputs = testCase.shapes.map(
    (shape, i): Plain => ({ shape, values: Float64Array.from(values[i]!) }),
  );
  return definitions[testCase.op](testCase.attributes as never, inputs, training);
}

/** Largest difference as a share of the largest expected value. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let off = 0;
  let scale = 1e-3;
  for (let i = 0; i < expected.length; i++) {
    off = Math.max(off, Math.abs(actual[i]! - expected[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return off / scale;
}

export function execute(
  k: Kernels,
  testCase: Case,
  values: readonly Float32Array[],
  training: boolean,
) {
  const graph = graphOf(testCase);
  const names = graph.inputs.map(({ name }) => name);
  const plan = compile({ graph, rules: new Map() }, new Set(training ? names : []));
  const parameters = new Map();
  const settings = { images: 1, training, step: 0, decide: roundGates };
  const execution = new Execution({ k, plan, parameters, ...settings });
  const inputs = new Map(
    names.map((name, i) => [
      name,
      new Value(k, k.upload(values[i]!, testCase.shapes[i]!), 'logical'),
    ]),
  );
  return { execution, outputs: execution.forward(inputs), names };
}

export const download = (k: Kernels, value: Value) =>
  k.scope(() => k.download(value.as('logical')));

/** Random weights of all outputs: their weighted sum is what gradients are taken of. */
export function weightsOf(testCase: Case, values: readonly Float32Array[]) {
  const random = createRandom(3, 'gradient');
  return defined(testCase, values, true).map(({ shape }) => ({
    shape,
    values: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
  }));
}

/** How many of the inputs have gradients: running statistics have none. */
export const learnedInputs = ({ op, shapes }: Case) =>
  op === 'BatchNormalization' ? 3 : shapes.length;

/** Forward and backward; gradients are of the weighted sum. To be freed. */
export function differentiate(
  k: Kernels,
  testCase: Case,
  values: readonly Float32Array[],
  weights: ReturnType<typeof weightsOf>,
): Execution {
  const { execution } = execute(k, testCase, values, true);
  for (const [o, weight] of weights.entries()) {
    const gradient = new Value(k, k.upload(weight.values, weight.shape), 'logical');
    execution.gradients.add(`out${o}`, gradient);
  }
  execution.backward();
  return execution;
}
