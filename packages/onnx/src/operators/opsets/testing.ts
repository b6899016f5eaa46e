import { type Tensor, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../export/export-onnx.ts';
import { importOnnx } from '../../import/import-onnx.ts';
import { relativeError } from '../../testing/check-case.ts';
import { type AttributeValue, randomInputs, tinyModel } from '../../testing/tiny-model.ts';
import { inRuntime } from '../testing.ts';

export const floats = (...values: number[]): Tensor => tensor([values.length], values);
export const scalar = (value: number): Tensor => tensor([], [value]);

export interface Case {
  readonly opset: number;
  readonly op: string;
  /** Shape of `x`; the batch is free when it begins with `n`. */
  readonly x: readonly (number | string)[];
  /** Inputs after `x`; undefined is one left out. */
  readonly rest?: readonly (Tensor | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly outputs?: number;
  /** What makes this one different. */
  readonly why?: string;
}

export const image = ['n', 4, 7, 6] as const;
export const float = (value: number | readonly number[]) => ({ float: value });

const titleOf = ({ op, opset, attributes = {}, rest = [], why = '' }: Case) => {
  const inputs = rest.map((value) => (value === undefined ? '-' : `[${value.shape}]`)).join(' ');
  return `${op}-${opset} ${inputs} ${JSON.stringify(attributes)} ${why}`;
};

/** Import and export of each operator set give what ONNX Runtime makes of the original. */
export function testOpsets(what: string, cases: readonly Case[]): void {
  describe(what, () => {
    test.each(cases.map((each) => [titleOf(each), each] as const))('%s', async (_, each) => {
      const rest = each.rest ?? [];
      const named = rest.map((value, i) => (value === undefined ? '' : `p${i}`));
      const outputs = Array.from({ length: each.outputs ?? 1 }, (_, i) => `y${i}`);
      const model = tinyModel({
        opset: each.opset,
        nodes: [
          { op: each.op, inputs: ['x', ...named], outputs, attributes: each.attributes ?? {} },
        ],
        inputs: { x: each.x },
        initializers: Object.fromEntries(
          rest.flatMap((value, i) => (value === undefined ? [] : [[`p${i}`, value]])),
        ),
        outputs,
      });
      const graph = importOnnx(model, { batch: 3 });
      const inputs = randomInputs({ x: each.x }, 3);
      const wanted = await inRuntime(model, inputs);
      const written = exportOnnx(graph);
      const got = await inRuntime(written, inputs);
      for (const name of outputs) {
        expect(got[name]!.shape).toEqual(wanted[name]!.shape);
        expect(relativeError(got[name]!, wanted[name]!)).toBeLessThanOrEqual(1e-5);
      }
      const isBatchFree = each.x[0] === 'n' && !(each.why ?? '').includes('batch of 3');
      if (isBatchFree) expect(graph.inputs[0]!.shape[0]).toBe('batch');
      expect(importOnnx(written)).toEqual(graph);
    });
  });
}
