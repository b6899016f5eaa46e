import { describe, expect, test } from 'vitest';
import {
  defined,
  difference,
  differentiate,
  download,
  execute,
  inputsOf,
  learnedInputs,
  weightsOf,
} from '../runtime/testing.ts';
import { findNativeBinding } from '../setup/find.ts';
import { nativeKernels } from '../tfjs-native.ts';
import { nativeBf16Kernels } from '../tfjs-native-bf16.ts';
import { wasmKernels } from '../tfjs-wasm.ts';
import { cases } from './cases/testing.ts';
import { rules } from './rules.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');

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
      const weights = weightsOf(testCase, values);
      const objective = (at: readonly ArrayLike<number>[]) =>
        defined(testCase, at, true).reduce(
          (sum, { values: y }, o) => y.reduce((s, v, i) => s + v * weights[o]!.values[i]!, sum),
          0,
        );
      const execution = differentiate(k, testCase, values, weights);
      try {
        for (let input = 0; input < learnedInputs(testCase); input++) {
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
