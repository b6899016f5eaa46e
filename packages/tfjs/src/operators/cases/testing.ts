import type { OperatorName, Operators } from '@picojoule/spec';

/** One node to try: its inputs are drawn at random. */
export interface Case<Op extends OperatorName = OperatorName> {
  readonly name: string;
  readonly op: Op;
  readonly shapes: readonly (readonly number[])[];
  readonly attributes: Operators[Op];
  readonly outputs?: number;
  /** Changes the random inputs, for instance to keep divisors away from zero. */
  readonly prepare?: (values: Float32Array, input: number) => Float32Array;
}

export const cases: Case[] = [];
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
add('Conv', 'pointwise, more channels after', [map, [7, 4, 1, 1]], conv());
add('Conv', 'pointwise, fewer channels after', [map, [3, 4, 1, 1]], conv({ strides: [3, 5] }));
add('Conv', 'pointwise with pads', [map, [3, 4, 1, 1]], conv({ pads: [1, 0, 0, 2] }));
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
const toSeveral = (values: Float32Array) => values.map((v) => v * 5);
add('Clip', '0 to 6', [map], { min: 0, max: 6 }, { prepare: toSeveral });
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
for (const excludeOutside of [false, true]) {
  for (const [what, scales] of Object.entries({ up: [1, 1, 2, 2.6], down: [1, 1, 0.5, 0.4] })) {
    add('Resize', `cubic ${what}${excludeOutside ? ', without outside' : ''}`, [[1, 2, 6, 5]], {
      ...resized,
      scales,
      mode: 'cubic',
      cubic: { coefficient: excludeOutside ? -0.5 : -0.75, excludeOutside },
    });
  }
}
for (const mode of ['nearest', 'linear'] as const) {
  add('Resize', `${mode} of a part that reaches beyond`, [[1, 2, 4, 5]], {
    ...resized,
    scales: [1, 1, 1, 1.2],
    sizes: [1, 2, 4, 6],
    mode,
    coordinates: 'tf_crop_and_resize',
    crop: { starts: [0, 0, 0.21, -0.4], ends: [1, 1, 1.3, 0.77], outside: 7.5 },
  });
  add('Resize', `${mode} of a part, to one pixel`, [[1, 2, 4, 5]], {
    ...resized,
    scales: [1, 1, 0.25, 0.2],
    sizes: [1, 2, 1, 1],
    mode,
    coordinates: 'tf_crop_and_resize',
    crop: { starts: [0, 0, 0.2, 0.1], ends: [1, 1, 0.7, 0.4], outside: 0 },
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
