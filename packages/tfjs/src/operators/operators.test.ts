import {
  createRandom,
  type Graph,
  type Node,
  type OperatorName,
  type Operators,
  sizeOf,
} from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../kernels/kernels.ts';
import { Execution } from '../runtime/execution.ts';
import { compile } from '../runtime/plan.ts';
import { Value } from '../runtime/value.ts';
import { findNativeBinding } from '../setup/find.ts';
import { nativeKernels } from '../tfjs-native.ts';
import { wasmKernels } from '../tfjs-wasm.ts';
import { rules } from './rules.ts';
import { definitions, type Plain } from './testing.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');

interface Case<Op extends OperatorName = OperatorName> {
  readonly name: string;
  readonly op: Op;
  readonly shapes: readonly (readonly number[])[];
  readonly attributes: Operators[Op];
  readonly outputs?: number;
  /** Changes the random inputs, for instance to keep divisors away from zero. */
  readonly prepare?: (values: Float32Array, input: number) => Float32Array;
}

const cases: Case[] = [];
function add<Op extends OperatorName>(
  op: Op,
  name: string,
  shapes: readonly (readonly number[])[],
  attributes: Operators[Op],
  more: Pick<Case, 'outputs' | 'prepare'> = {},
): void {
  cases.push({ op, name, shapes, attributes, ...more } as Case);
}

const conv = (more: Partial<Operators['Conv']> = {}): Operators['Conv'] => ({
  strides: [1, 1],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  group: 1,
  ...more,
});
const map = [2, 4, 6, 5] as const;
add('Conv', 'plain', [map, [3, 4, 3, 3]], conv());
add('Conv', 'pads all around, bias', [map, [3, 4, 3, 3], [3]], conv({ pads: [1, 1, 1, 1] }));
add(
  'Conv',
  'pads on one side, stride',
  [map, [3, 4, 3, 3]],
  conv({ pads: [0, 0, 1, 1], strides: [2, 2] }),
);
add(
  'Conv',
  'uneven pads and strides',
  [map, [3, 4, 3, 2]],
  conv({ pads: [2, 0, 1, 1], strides: [2, 3] }),
);
add(
  'Conv',
  'stride that leaves a rest',
  [
    [2, 3, 8, 8],
    [2, 3, 3, 3],
  ],
  conv({ strides: [2, 2] }),
);
add('Conv', 'stride wider than the kernel', [map, [3, 4, 1, 1]], conv({ strides: [2, 2] }));
add(
  'Conv',
  'dilated',
  [
    [2, 3, 8, 8],
    [4, 3, 3, 3],
  ],
  conv({ dilations: [2, 3], pads: [2, 3, 2, 3] }),
);
add(
  'Conv',
  'dilated with stride',
  [
    [2, 3, 9, 8],
    [4, 3, 2, 3],
  ],
  conv({ dilations: [2, 2], strides: [2, 1], pads: [1, 0, 0, 2] }),
);
add('Conv', 'in groups', [map, [6, 2, 3, 3], [6]], conv({ group: 2, pads: [1, 1, 1, 1] }));
add(
  'Conv',
  'in groups with stride and dilation',
  [
    [2, 4, 8, 8],
    [6, 2, 3, 2],
  ],
  conv({ group: 2, strides: [2, 1], dilations: [1, 2] }),
);
add('Conv', 'depthwise', [map, [4, 1, 3, 3], [4]], conv({ group: 4, pads: [1, 1, 1, 1] }));
add(
  'Conv',
  'depthwise with stride',
  [map, [4, 1, 3, 3]],
  conv({ group: 4, pads: [1, 1, 0, 1], strides: [2, 2] }),
);
add(
  'Conv',
  'depthwise with uneven strides',
  [map, [4, 1, 3, 3]],
  conv({ group: 4, pads: [1, 1, 1, 1], strides: [1, 2] }),
);
add(
  'Conv',
  'depthwise with multiplier',
  [map, [8, 1, 3, 3]],
  conv({ group: 4, pads: [1, 1, 1, 1] }),
);
add(
  'Conv',
  'depthwise, dilated',
  [
    [1, 3, 7, 7],
    [3, 1, 3, 3],
  ],
  conv({ group: 3, dilations: [2, 2], pads: [2, 2, 2, 2] }),
);
add(
  'Conv',
  'negative pads',
  [
    [2, 3, 8, 8],
    [2, 3, 3, 3],
  ],
  conv({ pads: [-1, 1, 0, -2] }),
);
add(
  'Conv',
  'one image, one channel',
  [
    [1, 1, 5, 5],
    [1, 1, 2, 2],
  ],
  conv(),
);
const up = (more: Partial<Operators['ConvTranspose']> = {}): Operators['ConvTranspose'] => ({
  ...conv(),
  outputPadding: [0, 0],
  ...more,
});
add('ConvTranspose', 'plain', [[2, 3, 4, 3], [3, 2, 3, 3], [2]], up());
add(
  'ConvTranspose',
  'stride, pads, output padding',
  [
    [2, 3, 4, 3],
    [3, 2, 3, 3],
  ],
  up({ strides: [2, 3], pads: [1, 0, 1, 2], outputPadding: [1, 2] }),
);
add(
  'ConvTranspose',
  'in groups',
  [[2, 4, 3, 3], [4, 3, 2, 2], [6]],
  up({ group: 2, strides: [2, 2] }),
);
add(
  'ConvTranspose',
  'depthwise',
  [
    [2, 4, 3, 3],
    [4, 1, 3, 3],
  ],
  up({ group: 4, strides: [2, 2], pads: [1, 1, 1, 1] }),
);
add(
  'ConvTranspose',
  'dilated',
  [
    [1, 2, 4, 4],
    [2, 3, 2, 3],
  ],
  up({ dilations: [2, 1], strides: [1, 2] }),
);

const norm = { epsilon: 1e-3, momentum: 0.9 };
const positiveVariance = (values: Float32Array, input: number) =>
  input === 4 ? values.map((v) => Math.abs(v) + 0.5) : values;
for (const shape of [map, [5, 4], [3, 4, 6], [2, 4, 1, 1]]) {
  add('BatchNormalization', `[${shape}]`, [shape, [4], [4], [4], [4]], norm, {
    prepare: positiveVariance,
  });
}
add('LRN', 'odd window', [[2, 7, 3, 2]], { size: 3, alpha: 0.5, beta: 0.75, bias: 1.5 });
add('LRN', 'even window', [[2, 5, 2, 2]], { size: 4, alpha: 0.3, beta: 0.6, bias: 2 });

for (const op of ['Relu', 'Sigmoid', 'HardSwish', 'Identity'] as const) {
  add(op, 'map', [map], {});
  add(op, 'matrix', [[3, 7]], {});
}
// Into the bends of the piecewise ones.
const wide = (values: Float32Array) => values.map((v) => v * 4);
add('HardSwish', 'wide', [map], {}, { prepare: wide });
add('LeakyRelu', 'map', [map], { alpha: 0.1 });
add('Clip', 'both ends', [map], { min: -0.5, max: 0.7 });
add('Clip', 'one end', [map], { min: Number.NEGATIVE_INFINITY, max: 0.7 });
add('Clip', 'the other end', [map], { min: 0, max: Number.POSITIVE_INFINITY });
add('HardSigmoid', 'map', [map], { alpha: 0.2, beta: 0.5 }, { prepare: wide });
add('PRelu', 'slope per channel', [map, [4, 1, 1]], {});
add('PRelu', 'one slope', [map, [1]], {});
add('PRelu', 'slope per element', [map, [4, 6, 5]], {});
const away = (values: Float32Array, input: number) =>
  input === 1 ? values.map((v) => v + Math.sign(v) * 0.5) : values;
for (const op of ['Add', 'Sub', 'Mul', 'Div'] as const) {
  add(op, 'equal shapes', [map, map], {}, { prepare: away });
  add(op, 'per channel', [map, [4, 1, 1]], {}, { prepare: away });
  add(op, 'along the last axis', [map, [5]], {}, { prepare: away });
  add(op, 'scalar on the left', [[], [3, 4]], {}, { prepare: away });
  add(
    op,
    'both ways',
    [
      [2, 1, 6, 1],
      [4, 1, 5],
    ],
    {},
    { prepare: away },
  );
}
for (const axis of [0, 1, 2, -1]) {
  add('Concat', `axis ${axis}`, [map, map.map((s, i) => (i === (axis + 4) % 4 ? s + 1 : s))], {
    axis,
  });
  add(
    'Split',
    `axis ${axis}`,
    [[4, 4, 6, 5]],
    { axis, sizes: axis === -1 ? [2, 3] : axis === 2 ? [1, 2, 3] : [1, 3] },
    { outputs: axis === 2 ? 3 : 2 },
  );
  add('Softmax', `axis ${axis}`, [map], { axis });
  add('LogSoftmax', `axis ${axis}`, [map], { axis });
}
add('Concat', 'one input', [map], { axis: 1 });

const pooling = (more: Partial<Operators['MaxPool']> = {}): Operators['MaxPool'] => ({
  kernel: [2, 2],
  strides: [2, 2],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  ceilMode: false,
  ...more,
});
const pools: Record<string, [readonly number[], Operators['MaxPool']]> = {
  plain: [[2, 3, 6, 6], pooling()],
  'with a rest': [[2, 3, 7, 5], pooling()],
  'ceil mode': [[2, 3, 7, 5], pooling({ ceilMode: true })],
  'ceil mode, overhanging': [[1, 2, 6, 6], pooling({ kernel: [3, 3], ceilMode: true })],
  padded: [[2, 3, 5, 6], pooling({ kernel: [3, 3], strides: [2, 1], pads: [1, 0, 1, 1] })],
  'padded, ceil mode': [
    [1, 2, 6, 6],
    pooling({ kernel: [3, 3], pads: [1, 1, 1, 1], ceilMode: true }),
  ],
  dilated: [
    [1, 2, 7, 8],
    pooling({ kernel: [2, 3], strides: [1, 2], dilations: [3, 2], pads: [1, 0, 0, 1] }),
  ],
};
for (const [name, [shape, attributes]] of Object.entries(pools)) {
  add('MaxPool', name, [shape], attributes);
  add('AveragePool', name, [shape], { ...attributes, countIncludePad: false });
  add('AveragePool', `${name}, pads counted`, [shape], { ...attributes, countIncludePad: true });
}
for (const op of ['GlobalAveragePool', 'GlobalMaxPool'] as const) {
  add(op, 'map', [map], {});
  add(op, 'one axis', [[2, 3, 5]], {});
}
for (const transA of [false, true])
  for (const transB of [false, true]) {
    const shapes = [transA ? [4, 3] : [3, 4], transB ? [5, 4] : [4, 5]];
    add('Gemm', `transA ${transA}, transB ${transB}`, [...shapes, [5]], {
      alpha: 1,
      beta: 1,
      transA,
      transB,
    });
    add('Gemm', `scaled, transA ${transA}, transB ${transB}`, [...shapes, [3, 1]], {
      alpha: 0.5,
      beta: 2,
      transA,
      transB,
    });
  }
add(
  'Gemm',
  'no bias',
  [
    [3, 4],
    [4, 5],
  ],
  { alpha: 1, beta: 1, transA: false, transB: false },
);
add(
  'MatMul',
  'matrices',
  [
    [3, 4],
    [4, 5],
  ],
  {},
);
add(
  'MatMul',
  'stack and matrix',
  [
    [2, 3, 4],
    [4, 5],
  ],
  {},
);
add(
  'MatMul',
  'equal stacks',
  [
    [2, 3, 4],
    [2, 4, 5],
  ],
  {},
);
add(
  'MatMul',
  'stacks that broadcast',
  [
    [2, 1, 3, 4],
    [3, 4, 2],
  ],
  {},
);
add('MatMul', 'vector on the right', [[3, 4], [4]], {});
add('MatMul', 'vector on the left', [[4], [4, 3]], {});

add('Flatten', 'axis 1', [map], { axis: 1 });
add('Flatten', 'axis 2', [map], { axis: 2 });
add('Flatten', 'one pixel', [[3, 4, 1, 1]], { axis: 1 });
add('Reshape', 'with -1 and 0', [map], { shape: [0, -1, 5] });
add('Squeeze', 'named', [[2, 3, 1, 1]], { axes: [2, -1] });
add('Squeeze', 'all', [[2, 3, 1, 1]], { axes: [] });
add('Unsqueeze', 'two', [[2, 3]], { axes: [0, -1] });
add('Transpose', 'map', [map], { perm: [0, 3, 1, 2] });
add('Transpose', 'matrix', [[3, 4]], { perm: [1, 0] });
add('Slice', 'steps', [map], { axes: [1, 3], starts: [1, -1], ends: [4, -100], steps: [2, -2] });
add('Slice', 'plain', [map], { axes: [2, 3], starts: [1, 0], ends: [100, -1], steps: [1, 1] });
add('Slice', 'every second pixel', [map], {
  axes: [2, 3],
  starts: [0, 0],
  ends: [99, 99],
  steps: [2, 2],
});
add('Pad', 'constant', [map], { pads: [0, 1, 2, 0, 0, 1, 0, 3], mode: 'constant', value: 0 });
add('Pad', 'another constant', [map], {
  pads: [0, 1, 2, 0, 0, 1, 0, 3],
  mode: 'constant',
  value: -1.5,
});
add('Pad', 'reflect', [map], { pads: [0, 0, 2, 4, 0, 0, 3, 1], mode: 'reflect', value: 0 });
add('Pad', 'edge', [map], { pads: [0, 0, 2, 3, 0, 0, 3, 1], mode: 'edge', value: 0 });
add('Pad', 'cropping', [map], { pads: [0, -1, 1, -2, 0, 0, -2, 1], mode: 'constant', value: 2 });
add('ReduceMean', 'pixels', [map], { axes: [2, 3], keepDims: true });
add('ReduceMean', 'pixels, dropped', [map], { axes: [-1, -2], keepDims: false });
add('ReduceMean', 'all', [map], { axes: [], keepDims: false });
add('ReduceMean', 'channels', [map], { axes: [1], keepDims: true });
const resized = {
  scales: [1, 1, 2, 2.6],
  mode: 'nearest',
  coordinates: 'half_pixel',
  nearest: 'round_prefer_floor',
} as const;
for (const coordinates of [
  'half_pixel',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
] as const) {
  for (const nearest of ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'] as const) {
    add('Resize', `nearest ${nearest} ${coordinates}`, [[1, 2, 4, 5]], {
      ...resized,
      coordinates,
      nearest,
    });
  }
  add('Resize', `linear ${coordinates}`, [[1, 2, 4, 5]], {
    ...resized,
    mode: 'linear',
    coordinates,
  });
  add('Resize', `linear ${coordinates}, down`, [[1, 2, 7, 5]], {
    ...resized,
    scales: [1, 1, 0.5, 0.4],
    mode: 'linear',
    coordinates,
  });
}
add('Resize', 'sizes', [[1, 2, 4, 4]], {
  ...resized,
  scales: [1, 1, 0.75, 1.75],
  sizes: [1, 2, 3, 7],
});
for (const to of ['int32', 'int64', 'bool', 'float32'] as const) {
  add(
    'Cast',
    `to ${to}`,
    [[3, 4]],
    { to },
    { prepare: (values) => values.map((v, i) => (i % 3 === 0 ? 0 : v * 5)) },
  );
}

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
  const plan = compile(graph, new Set(training ? names : []));
  const parameters = new Map();
  const execution = new Execution({ k, plan, parameters, images: 1, training, step: 0 });
  const inputs = new Map(
    names.map((name, i) => [
      name,
      new Value(k, k.upload(values[i]!, testCase.shapes[i]!), 'logical'),
    ]),
  );
  return { execution, outputs: execution.forward(inputs), names };
}

const download = (k: Kernels, value: Value) => k.scope(() => k.download(value.as('logical')));

for (const [backend, open] of [
  ['tfjs-native', nativeKernels],
  ['tfjs-wasm', wasmKernels],
] as const) {
  describe.skipIf(backend === 'tfjs-native' && !hasNative)(`${backend}: forward of`, () => {
    test.for(cases)('$op: $name equals its definition', async (testCase) => {
      const k = await open();
      const values = inputsOf(testCase);
      const expected = defined(testCase, values, false);
      const { execution, outputs } = execute(k, testCase, values, false);
      try {
        expected.forEach((plain, i) => {
          expect([...outputs[i]!.shape]).toEqual([...plain.shape]);
          expect(difference(download(k, outputs[i]!), plain.values)).toBeLessThan(2e-5);
        });
      } finally {
        execution.free();
      }
    });
  });

  describe.skipIf(backend === 'tfjs-native' && !hasNative)(`${backend}: gradients of`, () => {
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
          expect(difference(actual, expected), `input ${input}`).toBeLessThan(1e-4);
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
