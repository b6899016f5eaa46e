import type { Graph, LedgerRow, Workload } from '@picojoule/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builder } from '../builder.ts';
import { withMasks } from '../edit-parameters.ts';
import { inferShapes } from '../infer-shapes.ts';
import { ledgerWorkloads } from './ledger-workloads.ts';
import { macsOf, workloadsOf } from './workloads.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const layer = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  group: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 4, max: 7 }),
  width: fc.integer({ min: 4, max: 7 }),
  kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.integer({ min: 1, max: 2 }),
  pad: fc.integer({ min: 0, max: 1 }),
});
type Layer = typeof layer extends fc.Arbitrary<infer T> ? T : never;

const fits = ({ height, width, kernel, dilation, pad }: Layer) =>
  (kernel[0] - 1) * dilation < height + 2 * pad && (kernel[1] - 1) * dilation < width + 2 * pad;

/** The layer behind another one, so that it has all passes of a training. */
function graphOf(l: Layer, transposed = false): Graph {
  const b = builder('two');
  const channels = l.channels * l.group;
  const input = b.input('x', ['batch', 1, l.height, l.width]);
  const x = b.conv(input, { filters: channels, kernel: 1, name: 'before' });
  const options = { ...l, filters: l.filters * l.group, name: 'layer' };
  return b.build(transposed ? b.convTranspose(x, options) : b.conv(x, options));
}

/** The three passes of that layer. */
function passesOf(graph: Graph, batch: number): Workload[] {
  const passes = ['forward', 'input-gradient', 'weight-gradient'] as const;
  const found = workloadsOf(graph, { batch, passes }).filter(({ layer }) => layer === 'layer');
  expect(found.map(({ pass }) => pass)).toEqual(passes);
  return found;
}

/** Multiplications of a direct convolution, counted one by one: those on padding included. */
function countConvolution(l: Layer): number {
  let count = 0;
  const span = (axis: 0 | 1) => (l.kernel[axis] - 1) * l.dilation;
  for (let n = 0; n < l.batch; n++)
    for (let m = 0; m < l.filters * l.group; m++)
      for (let y = -l.pad; y + span(0) < l.height + l.pad; y += l.stride[0])
        for (let x = -l.pad; x + span(1) < l.width + l.pad; x += l.stride[1])
          for (let c = 0; c < l.channels; c++)
            for (let r = 0; r < l.kernel[0]; r++) for (let s = 0; s < l.kernel[1]; s++) count++;
  return count;
}

/** Multiplications that the dimensions of a workload describe, when they describe a plain convolution. */
const geometric = (w: Workload) =>
  w.batch *
  w.outputChannels *
  w.output[0] *
  w.output[1] *
  (w.inputChannels / w.groups) *
  w.kernel[0] *
  w.kernel[1];

/** Output size from input, pads, kernel, stride and dilation, with an optional stretch of the input. */
const outputOf = (w: Workload, stretch: readonly [number, number] = [1, 1]) =>
  ([0, 1] as const).map((axis) => {
    const stored = (w.input[axis] - 1) * stretch[axis] + 1;
    const room =
      stored + w.pads[axis]! + w.pads[axis + 2]! - (w.kernel[axis] - 1) * w.dilations[axis] - 1;
    return Math.floor(room / w.strides[axis]) + 1;
  });

describe('Conv', () => {
  test('MACs are those of six loops, padding included, in all three passes', () => {
    fc.assert(
      fc.property(layer.filter(fits), (l) => {
        const graph = graphOf(l);
        const count = countConvolution(l);
        const workloads = passesOf(graph, l.batch);
        expect(workloads.map(({ macs }) => macs)).toEqual([count, count, count]);
        const before = l.batch * l.channels * l.group * l.height * l.width;
        expect(macsOf(graph, l.batch)).toBe(count + before);
      }),
    );
  });

  test('dimensions of each pass fit together', () => {
    fc.assert(
      fc.property(layer.filter(fits), (l) => {
        const [forward, input, weight] = passesOf(graphOf(l), l.batch);
        expect(outputOf(forward!)).toEqual(forward!.output);
        expect(geometric(forward!)).toBe(forward!.macs);
        expect(outputOf(input!, forward!.strides)).toEqual(input!.output);
        expect(input!.output).toEqual(forward!.input);
        expect(geometric(weight!)).toBe(weight!.macs);
        // Rows that the stride left over make the gradient's window larger than the filter.
        outputOf(weight!).forEach((size, axis) => {
          expect(size).toBeGreaterThanOrEqual(weight!.output[axis]!);
        });
      }),
    );
  });
});

test('ConvTranspose: every input value meets every filter element once, and passes fit together', () => {
  fc.assert(
    fc.property(layer, (l) => {
      // Pads that leave an output.
      fc.pre((l.height - 1) * l.stride[0] + (l.kernel[0] - 1) * l.dilation + 1 > 2 * l.pad);
      fc.pre((l.width - 1) * l.stride[1] + (l.kernel[1] - 1) * l.dilation + 1 > 2 * l.pad);
      const graph = graphOf(l, true);
      const workloads = passesOf(graph, l.batch);
      const [c, m] = [l.channels * l.group, l.filters];
      const macs = l.batch * c * l.height * l.width * m * l.kernel[0] * l.kernel[1];
      expect(workloads.map((w) => w.macs)).toEqual([macs, macs, macs]);
      const [forward, input, weight] = workloads;
      expect(outputOf(forward!, l.stride)).toEqual(forward!.output);
      expect(outputOf(input!)).toEqual(input!.output);
      expect(geometric(input!)).toBe(macs);
      expect(geometric(weight!)).toBe(macs);
      expect(outputOf(weight!)).toEqual(weight!.output);
    }),
  );
});

function classifier() {
  const b = builder('classifier');
  const map = b.maxPool(b.relu(b.conv(b.input('x', ['batch', 2, 6, 6]), { filters: 3 })), {
    kernel: 2,
  });
  return b.build(b.gemm(b.flatten(map), { units: 5 }));
}

test('a Gemm behind a Flatten is a filter over the whole feature map', () => {
  const fc1 = workloadsOf(classifier(), { batch: 4 }).find((w) => w.kind === 'fc')!;
  expect(fc1).toMatchObject({
    op: 'Gemm',
    batch: 4,
    inputChannels: 3,
    outputChannels: 5,
    input: [3, 3],
    kernel: [3, 3],
    output: [1, 1],
    macs: 4 * 27 * 5,
  });
});

test('layers without MACs have no weights and the sizes of what they read and write', () => {
  const pool = workloadsOf(classifier(), { batch: 4 }).find((w) => w.op === 'MaxPool')!;
  expect(pool).toMatchObject({ kind: 'data', macs: 0, kernel: [0, 0], inputChannels: 3 });
  expect([pool.input, pool.output]).toEqual([
    [6, 6],
    [3, 3],
  ]);
  const b = builder('joined');
  const x = b.input('x', ['batch', 2, 6, 6]);
  const joined = b.build(b.node('Concat', [x, b.relu(x)], { axis: 1 }));
  const concat = workloadsOf(joined, { batch: 1 })[1]!;
  expect([concat.inputChannels, concat.outputChannels, concat.input]).toEqual([4, 4, [6, 6]]);
});

test('MatMul counts stacks and rows as a triple loop does', () => {
  const b = builder('product');
  const x = b.input('x', [2, 3, 4, 5]);
  const y = b.input('y', [2, 3, 5, 7]);
  const graph = b.build(b.node('MatMul', [x, y], {}));
  expect(macsOf(graph, 1)).toBe(2 * 3 * 4 * 5 * 7);
  const w = workloadsOf(graph, { batch: 1 })[0]!;
  expect(geometric(w)).toBe(w.macs);
});

test('densities: weights by their zeros and masks, values as told, gradients by what masks them', () => {
  const graph = classifier();
  const size = 3 * 2 * 9;
  const mask = Uint8Array.from({ length: size }, (_, i) => (i % 3 === 0 ? 0 : 1));
  const pruned = withMasks(graph, { 'conv1.weight': mask });
  const passes = ['forward', 'input-gradient', 'weight-gradient'] as const;
  const convs = workloadsOf(pruned, {
    batch: 1,
    densities: { x: 0.25, conv1: 1, relu1: 0.5 },
    passes,
    bits: { activation: 8, weight: 4, gradient: 16 },
  }).filter((w) => w.op === 'Conv');
  // One of four values is a maximum of the 2 x 2 pooling; no layer needs the gradient of x.
  expect(convs.map(({ pass, density }) => [pass, density])).toEqual([
    ['forward', { input: 0.25, weight: 2 / 3, output: 0.5 }],
    ['weight-gradient', { input: 0.25, weight: 0.25, output: 1 }],
  ]);
  expect(convs.map((w) => w.bits)).toEqual([
    { input: 8, weight: 4, output: 8 },
    { input: 8, weight: 16, output: 16 },
  ]);
  const zeros = {
    ...graph.parameters,
    'conv1.weight': { type: 'float32', shape: [3, 2, 3, 3], fill: 0 } as const,
  };
  expect(workloadsOf({ ...graph, parameters: zeros }, { batch: 1 })[0]!.density.weight).toBe(0);
});

test('a ledger is priced by its own images, bits, densities and emulated MACs', () => {
  const graph = classifier();
  const row = (over: Partial<LedgerRow>): LedgerRow => ({
    step: 0,
    node: 'conv1',
    op: 'Conv',
    pass: 'forward',
    samples: 4,
    dtype: 'float32',
    bits: { input: 32, weight: 32, output: 32 },
    macs: { executed: 9, nominal: 8, emulated: 7 },
    ...over,
  });
  const density = { input: 0.1, weight: 0.2, output: 0.3 };
  const priced = ledgerWorkloads(graph, [
    row({ density }),
    row({ samples: 3, pass: 'weight-gradient' }),
    row({ pass: 'update' }),
    row({ node: 'relu1', op: 'Relu' }),
  ]);
  expect(priced[0]).toMatchObject({ batch: 4, density, macs: 7, bits: { weight: 32 } });
  const densities = { x: 0.1 };
  const passes = ['weight-gradient'] as const;
  const want = workloadsOf(graph, { batch: 3, bits: 32, densities, passes })[0]!;
  expect(priced[1]).toEqual({ ...want, macs: 7 });
  expect(priced[2]).toMatchObject({ kind: 'data', macs: 0, inputChannels: 3 * 54, pass: 'update' });
  expect(priced[3]).toMatchObject({ kind: 'data', macs: 0, layer: 'relu1' });
  expect(() => ledgerWorkloads(graph, [row({ node: 'gate' })])).toThrow(/no node "gate"/);
});

test('the batch is a positive whole number', () => {
  expect(() => inferShapes(classifier(), 0)).toThrow(/batch of 0/);
  expect(() => macsOf(classifier(), 1.5)).toThrow(/batch of 1.5/);
});
