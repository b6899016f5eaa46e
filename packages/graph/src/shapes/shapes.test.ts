import type { NodeOf, OperatorName, Operators, Pads, Pair } from '@picojoule/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferNode } from '../infer-shapes.ts';
import { broadcast } from './broadcast.ts';
import { sliceLength } from './resampling.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

function shapesOf<Op extends OperatorName>(
  op: Op,
  attributes: Operators[Op],
  inputs: readonly (readonly number[])[],
  outputs = 1,
) {
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const node: NodeOf<Op> = {
    name: 'n',
    op,
    inputs: inputs.map((_, i) => `x${i}`),
    outputs: names,
    attributes,
  };
  return inferNode(node as never, inputs);
}

const size = fc.integer({ min: 1, max: 12 });
const window = fc.record({
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  before: fc.integer({ min: 0, max: 2 }),
  after: fc.integer({ min: 0, max: 2 }),
});

/** Positions at which a window fits, found by trying them one after the other. */
function placements(
  length: number,
  w: { kernel: number; stride: number; dilation: number; before: number; after: number },
  mayOverhang: boolean,
): number {
  let count = 0;
  for (let start = -w.before; ; start += w.stride) {
    const last = start + (w.kernel - 1) * w.dilation;
    const fits = last < length + w.after;
    // With ceil mode the last window may hang over, when it begins before the trailing padding
    // and the one before it left elements of the padded input uncovered.
    const uncovered = last - w.stride < length + w.after - 1;
    if (!fits && !(mayOverhang && start < length && uncovered && count > 0)) return count;
    count++;
  }
}

describe('windows', () => {
  test('Conv has an output for every placement of its filter', () => {
    fc.assert(
      fc.property(size, size, window, window, (h, w, y, x) => {
        const want = [placements(h, y, false), placements(w, x, false)];
        fc.pre(want[0]! > 0 && want[1]! > 0);
        const attributes = {
          strides: [y.stride, x.stride] as Pair,
          pads: [y.before, x.before, y.after, x.after] as Pads,
          dilations: [y.dilation, x.dilation] as Pair,
          group: 2,
        };
        const inputs = [[3, 4, h, w], [6, 2, y.kernel, x.kernel], [6]];
        expect(shapesOf('Conv', attributes, inputs)).toEqual([[3, 6, ...want]]);
      }),
    );
  });

  test.each([false, true])(
    'MaxPool (ceil mode %s) has an output for every placement',
    (ceilMode) => {
      fc.assert(
        fc.property(size, window, (h, y) => {
          // As ONNX Runtime demands: pads are smaller than the kernel.
          fc.pre(y.before < y.kernel && y.after < y.kernel && placements(h, y, false) > 0);
          const attributes = {
            kernel: [y.kernel, 1] as Pair,
            strides: [y.stride, 1] as Pair,
            pads: [y.before, 0, y.after, 0] as Pads,
            dilations: [y.dilation, 1] as Pair,
            ceilMode,
          };
          const want = placements(h, y, ceilMode);
          expect(shapesOf('MaxPool', attributes, [[1, 2, h, 5]])).toEqual([[1, 2, want, 5]]);
        }),
      );
    },
  );

  test('ConvTranspose undoes the shape of Conv when its output padding is what the stride left', () => {
    fc.assert(
      fc.property(size, window, (h, y) => {
        const fits = placements(h, y, false);
        fc.pre(fits > 0);
        const span = (y.kernel - 1) * y.dilation + 1;
        const left = (h + y.before + y.after - span) % y.stride;
        const attributes = {
          strides: [y.stride, 1] as Pair,
          pads: [y.before, 0, y.after, 0] as Pads,
          dilations: [y.dilation, 1] as Pair,
          group: 2,
        };
        const [down] = shapesOf('Conv', attributes, [
          [2, 4, h, 5],
          [6, 2, y.kernel, 1],
        ]);
        const back = shapesOf('ConvTranspose', { ...attributes, outputPadding: [left, 0] }, [
          down!,
          [6, 2, y.kernel, 1],
          [4],
        ]);
        expect(back).toEqual([[2, 4, h, 5]]);
      }),
    );
  });
});

describe('layout', () => {
  test('Slice takes as many elements as walking the axis does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -4, max: 4 }).filter((step) => step !== 0),
        (length, start, end, step) => {
          // The operator's document: both ends are brought to the axis, then it is walked.
          const bring = (position: number, low: number, high: number) =>
            Math.max(low, Math.min(high, position < 0 ? position + length : position));
          const forward = step > 0;
          const from = forward ? bring(start, 0, length) : bring(start, 0, length - 1);
          const to = forward ? bring(end, 0, length) : bring(end, -1, length - 1);
          let count = 0;
          for (let at = from; forward ? at < to : at > to; at += step) if (length > 0) count++;
          expect(sliceLength(length, start, end, step)).toBe(count);
        },
      ),
    );
  });

  test.each([
    // The examples of the ONNX operator document and of NumPy.
    [[20], 0, 3, 1, 3],
    [[10], 0, -1, 1, 9],
    [[10], 20, 0, -4, 3],
    [[5], 1000, 1000, 1, 0],
    [[7], -1, Number.MIN_SAFE_INTEGER, -1, 7],
  ])('Slice of %j from %d to %d by %d has %d elements', ([length], start, end, step, count) => {
    const attributes = { axes: [-1], starts: [start], ends: [end], steps: [step] };
    expect(shapesOf('Slice', attributes, [[2, length!]])).toEqual([[2, count]]);
  });

  test('Broadcasting: each axis has the larger size, and it is symmetric', () => {
    const shape = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 4 });
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        const result = broadcast(a, b);
        expect(broadcast(b, a)).toEqual(result);
        const rank = Math.max(a.length, b.length);
        const fill = (s: number[]) => [...Array(rank - s.length).fill(1), ...s] as number[];
        const [left, right] = [fill(a), fill(b)];
        const fits = left.every((v, i) => v === right[i] || v === 1 || right[i] === 1);
        expect(result).toEqual(fits ? left.map((v, i) => Math.max(v, right[i]!)) : undefined);
      }),
    );
  });

  test('Unsqueeze and Squeeze, Split and Concat, Transpose and its inverse undo each other', () => {
    fc.assert(
      fc.property(fc.array(size, { minLength: 2, maxLength: 4 }), fc.nat(3), (shape, pick) => {
        const axis = pick % shape.length;
        const [wide] = shapesOf('Unsqueeze', { axes: [axis, -1] }, [shape]);
        expect(shapesOf('Squeeze', { axes: [-1, axis] }, [wide!])).toEqual([shape]);
        const sizes = [1, shape[axis]!];
        const whole = shape.with(axis, shape[axis]! + 1);
        const parts = shapesOf('Split', { axis: axis - shape.length, sizes }, [whole], 2);
        expect(shapesOf('Concat', { axis }, parts)).toEqual([whole]);
        const perm = shape.map((_, i) => (i + 1) % shape.length);
        const inverse = shape.map((_, i) => perm.indexOf(i));
        const [turned] = shapesOf('Transpose', { perm }, [shape]);
        expect(shapesOf('Transpose', { perm: inverse }, [turned!])).toEqual([shape]);
      }),
    );
  });

  test.each([
    ['Reshape', { shape: [-1, 256] }, [[2, 16, 4, 4]], [2, 256]],
    ['Reshape', { shape: [0, 4, -1] }, [[2, 8, 3]], [2, 4, 6]],
    ['Flatten', { axis: 1 }, [[2, 3, 4]], [2, 12]],
    ['Flatten', { axis: 0 }, [[2, 3, 4]], [1, 24]],
    ['Flatten', { axis: -1 }, [[2, 3, 4]], [6, 4]],
    ['Squeeze', { axes: [] }, [[2, 1, 3, 1]], [2, 3]],
    ['ReduceMean', { axes: [2, -1], keepDims: true }, [[2, 3, 4, 5]], [2, 3, 1, 1]],
    ['ReduceMean', { axes: [2, 3], keepDims: false }, [[2, 3, 4, 5]], [2, 3]],
    ['ReduceMean', { axes: [], keepDims: false }, [[2, 3]], []],
    ['Pad', { pads: [0, 1, 0, 2], mode: 'constant', value: 0 }, [[2, 3]], [2, 6]],
    ['Pad', { pads: [0, -1, 0, 3], mode: 'edge', value: 0 }, [[2, 3]], [2, 5]],
    [
      'MatMul',
      {},
      [
        [2, 1, 3, 4],
        [5, 4, 6],
      ],
      [2, 5, 3, 6],
    ],
    ['MatMul', {}, [[4], [2, 4, 6]], [2, 6]],
    ['MatMul', {}, [[4], [4]], []],
    ['Gemm', { alpha: 1, beta: 1, transA: true, transB: true }, [[4, 2], [3, 4], [3]], [2, 3]],
    ['GlobalMaxPool', {}, [[2, 3, 7, 5]], [2, 3, 1, 1]],
    [
      'PRelu',
      {},
      [
        [2, 3, 7, 5],
        [3, 1, 1],
      ],
      [2, 3, 7, 5],
    ],
    ['Softmax', { axis: -1 }, [[2, 3]], [2, 3]],
  ] as const)('%s %j of %j is %j', (op, attributes, inputs, output) => {
    expect(shapesOf(op as 'Relu', attributes as never, inputs)).toEqual([output]);
  });

  test('Resize floors size times scale, and keeps the batch when sizes were written for another', () => {
    const rest = { mode: 'nearest', coordinates: 'asymmetric', nearest: 'floor' } as const;
    const x = [[4, 3, 7, 5]];
    expect(shapesOf('Resize', { ...rest, scales: [1, 1, 1.5, 0.5] }, x)).toEqual([[4, 3, 10, 2]]);
    const sizes = [1, 3, 14, 20];
    expect(shapesOf('Resize', { ...rest, scales: [1, 1, 2, 4], sizes }, x)).toEqual([
      [4, 3, 14, 20],
    ]);
  });
});

test.each([
  [
    'Conv',
    { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 },
    [
      [1, 3, 8, 8],
      [4, 2, 3, 3],
    ],
    /3 channels = 2 x 1/,
  ],
  [
    'Conv',
    { strides: [0, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 },
    [
      [1, 3, 8, 8],
      [4, 3, 3, 3],
    ],
    /strides/,
  ],
  [
    'Conv',
    { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 },
    [
      [1, 3, 2, 2],
      [4, 3, 3, 3],
    ],
    /holds the dilated kernel/,
  ],
  [
    'Conv',
    { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 },
    [[1, 3, 8, 8]],
    /takes 2 to 3/,
  ],
  [
    'Add',
    {},
    [
      [2, 3],
      [2, 4],
    ],
    /equal or 1/,
  ],
  [
    'PRelu',
    {},
    [
      [2, 1],
      [2, 4],
    ],
    /without stretching/,
  ],
  ['Reshape', { shape: [-1, 5] }, [[2, 3]], /6 elements fill/],
  ['Reshape', { shape: [-1, -1] }, [[2, 3]], /at most one/],
  [
    'Concat',
    { axis: 2 },
    [
      [2, 3],
      [2, 3],
    ],
    /outside rank 2/,
  ],
  ['Transpose', { perm: [0, 0] }, [[2, 3]], /permutation/],
  ['Pad', { pads: [0, 3, 0, 0], mode: 'reflect', value: 0 }, [[2, 3]], /reflect/],
  ['Squeeze', { axes: [0] }, [[2, 3]], /size 1/],
  ['Split', { axis: 0, sizes: [1, 2] }, [[2, 3]], /sum to 2/],
  [
    'BatchNormalization',
    { epsilon: 0, momentum: 0 },
    [[2, 3, 1, 1], [3], [3], [3], [4]],
    /are \[3\]/,
  ],
] as const)('%s %j refuses %j and names the node', (op, attributes, inputs, message) => {
  const attempt = () => shapesOf(op as 'Relu', attributes as never, inputs);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(`${op} "n"`);
});
