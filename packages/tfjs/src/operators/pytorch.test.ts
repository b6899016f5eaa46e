import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  difference,
  differentiate,
  download,
  inputsOf,
  learnedInputs,
  weightsOf,
} from '../runtime/testing.ts';
import { defaultCacheDir, thisMachine } from '../setup/machine.ts';
import { wasmKernels } from '../tfjs-wasm.ts';
import { type Case, cases } from './cases/testing.ts';
import { rules } from './rules.ts';

// Installed by `npm run bench rivals`, never by tests.
const python = join(defaultCacheDir(thisMachine().env), 'torch', 'venv', 'bin', 'python');
const isThere = existsSync(python);
if (!isThere)
  console.log('skipped: gradients of PyTorch, which is not set up (npm run bench rivals)');

const differentiable = cases.filter(({ op }) => rules[op].backward !== undefined);

function askPytorch(): (number[][] | null)[] {
  const questions = differentiable.map((testCase) => {
    const values = inputsOf(testCase);
    const inputs = values.map((v, i) => ({ shape: testCase.shapes[i]!, values: [...v] }));
    const weights = weightsOf(testCase, values).map(({ shape, values: w }) => ({
      shape,
      values: [...w],
    }));
    return { op: testCase.op, attributes: testCase.attributes, inputs, weights };
  });
  const script = join(import.meta.dirname, 'pytorch_gradients.py');
  const options = { input: JSON.stringify(questions), maxBuffer: 2 ** 28 };
  return JSON.parse(execFileSync(python, [script], options).toString());
}

describe.skipIf(!isThere)('gradients', () => {
  test('of every operator equal those of PyTorch', { timeout: 120_000 }, async () => {
    const answers = askPytorch();
    const k = await wasmKernels();
    const compared = new Set<Case['op']>();
    for (const [i, testCase] of differentiable.entries()) {
      const expected = answers[i];
      if (!expected) continue;
      compared.add(testCase.op);
      const values = inputsOf(testCase);
      const execution = differentiate(k, testCase, values, weightsOf(testCase, values));
      for (let input = 0; input < learnedInputs(testCase); input++) {
        const actual = download(k, execution.gradients.get(`in${input}`)!);
        const where = `${testCase.op}: ${testCase.name}, input ${input}`;
        expect(difference(actual, expected[input]!), where).toBeLessThan(1e-4);
      }
      execution.free();
    }
    expect([...compared].toSorted()).toEqual(
      [...new Set(differentiable.map(({ op }) => op))].toSorted(),
    );
    const absent = differentiable.filter((_, i) => answers[i] === null);
    // PyTorch resizes in fewer ways than ONNX.
    expect(absent.every(({ op }) => op === 'Resize')).toBe(true);
  });
});
