import { createRandom, type Graph, type Node, sizeOf } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../kernels/kernels.ts';
import { Execution } from '../runtime/execution.ts';
import { roundGates } from '../runtime/gates.ts';
import { compile } from '../runtime/plan.ts';
import { Value } from '../runtime/value.ts';
import { findNativeBinding } from '../setup/find.ts';
import { nativeKernels } from '../tfjs-native.ts';
import { nativeBf16Kernels } from '../tfjs-native-bf16.ts';
import { wasmKernels } from '../tfjs-wasm.ts';
import { type Case, cases } from './cases/testing.ts';
import { rules } from './rules.ts';
import { definitions, type Plain } from './testing.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');

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

function inputsOf({ name, op, shapes, prepare }: Case): Float32Array[] {
  const random = createRandom(7, `${op} ${name}`);
  return shapes.map((shape, i) => {
    const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
    return prepare?.(values, i) ?? values;
  });
}

function defined(testCase: Case, values: readonly ArrayLike<number>[], training: boolean) {
  const inputs = testCase.shapes.map(
    (shape, i): Plain => ({ shape, values: Float64Array.from(values[i]!) }),
  );
  return definitions[testCase.op](testCase.attributes as never, inputs, training);
}

/** Largest difference as a share of the largest expected value. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let off = 0;
  let scale = 1e-3;
  for (let i = 0; i < expected.length; i++) {
    off = Math.max(off, Math.abs(actual[i]! - expected[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return off / scale;
}

function execute(k: Kernels, testCase: Case, values: readonly Float32Array[], training: boolean) {
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

const download = (k: Kernels, value: Value) => k.scope(() => k.download(value.as('logical')));

test.each(Object.keys(rules))('%s has a case', (op) => {
  expect(cases.some((testCase) => testCase.op === op)).toBe(true);
});

// bfloat16 has 8 digits: inputs, filters and results of an operator are each rounded by up to 2^-9 of
// themselves, and sums of products of both signs lose a few times that of the largest value.
for (const [backend, open, forward, backward] of [
  ['tfjs-native', nativeKernels, 2e-5, 1e-4],
  ['tfjs-native-bf16', nativeBf16Kernels, 0.02, 0.04],
  ['tfjs-wasm', wasmKernels, 2e-5, 1e-4],
] as const) {
  const absent = backend !== 'tfjs-wasm' && !hasNative;
  describe.skipIf(absent)(`${backend}: forward of`, () => {
    test.for(cases)('$op: $name equals its definition', async (testCase) => {
      const k = await open();
      const values = inputsOf(testCase);
      const expected = defined(testCase, values, false);
      const { execution, outputs } = execute(k, testCase, values, false);
      try {
        expected.forEach((plain, i) => {
          expect([...outputs[i]!.shape]).toEqual([...plain.shape]);
          expect(difference(download(k, outputs[i]!), plain.values)).toBeLessThan(forward);
        });
      } finally {
        execution.free();
      }
    });
  });

  describe.skipIf(absent)(`${backend}: gradients of`, () => {
    const differentiable = cases.filter(({ op }) => rules[op].backward !== undefined);
    test.for(differentiable)('$op: $name equal finite differences', async (testCase) => {
      const k = await open();
      const before = k.count;
      const values = inputsOf(testCase);
      const shapes = defined(testCase, values, true).map(({ shape }) => shape);
      const random = createRandom(3, 'gradient');
      const weights = shapes.map((shape) =>
        Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
      );
      const objective = (at: readonly ArrayLike<number>[]) =>
        defined(testCase, at, true).reduce(
          (sum, { values: y }, o) => y.reduce((s, v, i) => s + v * weights[o]![i]!, sum),
          0,
        );
      const { execution } = execute(k, testCase, values, true);
      try {
        for (const [o, shape] of shapes.entries()) {
          execution.gradients.add(`out${o}`, new Value(k, k.upload(weights[o]!, shape), 'logical'));
        }
        execution.backward();
        const running = testCase.op === 'BatchNormalization' ? 3 : testCase.shapes.length;
        for (let input = 0; input < running; input++) {
          const actual = download(k, execution.gradients.get(`in${input}`)!);
          const expected = finiteDifferences(objective, values, input);
          expect(difference(actual, expected), `input ${input}`).toBeLessThan(backward);
        }
      } finally {
        execution.free();
      }
      expect(k.count - before, 'tensors left behind').toBeLessThanOrEqual(24);
    });
  });
}

function finiteDifferences(
  objective: (at: readonly ArrayLike<number>[]) => number,
  values: readonly Float32Array[],
  input: number,
): Float64Array {
  const at = values.map((v) => Float64Array.from(v));
  const step = 1e-5;
  return Float64Array.from(at[input]!, (value, i) => {
    at[input]![i] = value + step;
    const above = objective(at);
    at[input]![i] = value - step;
    const below = objective(at);
    at[input]![i] = value;
    return (above - below) / (2 * step);
  });
}
