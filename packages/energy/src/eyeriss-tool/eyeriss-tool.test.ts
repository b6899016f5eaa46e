import { workloadsOf } from '@picojoule/graph';
import { type Graph, PicojouleError, type Workload } from '@picojoule/spec';
import { workloadArbitrary } from '@picojoule/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byDataType, byLevel } from '../break-down.ts';
import { formatNetwork } from '../network-file/format-network.ts';
import { parseNetwork } from '../network-file/parse-network.ts';
import { alexNet } from '../published/alexnet.ts';
import { alexNetDensities } from '../published/alexnet-densities.ts';
import { eyerissTool } from './eyeriss-tool.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const model = eyerissTool();
const conv = alexNet(44).find(({ layer }) => layer === 'CONV3')!;
const close = (found: number, wanted: number) => expect(found / wanted).toBeCloseTo(1, 12);

test('accesses sum to the parts, and count times cost is the energy', () => {
  fc.assert(
    fc.property(workloadArbitrary, (workload) => {
      const explained = model.explain(workload);
      const [layer] = model.estimate([workload]).layers;
      expect(explained === undefined).toBe(layer === undefined);
      if (explained === undefined) return;
      for (const { dataType, level, energy } of layer!.parts) {
        const accesses = explained.accesses.filter(
          (one) => one.dataType === dataType && one.level === level,
        );
        const sum = accesses.reduce((total, { count, cost }) => total + count * cost, 0);
        expect(Math.abs(sum - energy)).toBeLessThanOrEqual(energy * 1e-12);
      }
      const types = new Set(explained.accesses.map((one) => `${one.dataType} ${one.level}`));
      expect(types.size).toBe(layer!.parts.length);
    }),
  );
});

test('the loops of the nest cover the layer and use the PEs that the mapping names', () => {
  for (const layer of alexNet(44)) {
    const { loops, mapping } = model.explain(layer)!;
    const product = (dimensions: string) =>
      loops
        .filter(({ dimension }) => dimensions.includes(dimension))
        .reduce((all, { bound }) => all * bound, 1);
    const { groups, kernel, output } = layer;
    expect(product('N')).toBe(44);
    expect(product('G')).toBe(groups);
    expect(product('C')).toBe(layer.inputChannels / groups);
    expect(product('M')).toBe(layer.outputChannels / groups);
    expect([product('R'), product('S'), product('F')]).toEqual([...kernel, output[1]]);
    // The last strip may be partial.
    expect(product('E')).toBeGreaterThanOrEqual(output[0]);
    expect(product('E')).toBeLessThan(output[0] + 14);
    const spatial = loops.filter((loop) => loop.spatial).reduce((all, { bound }) => all * bound, 1);
    expect(mapping.find(({ name }) => name === 'PEs')!.value).toBe(spatial);
    expect(spatial).toBeLessThanOrEqual(168);
  }
});

test('every cost names its table entry, or the option that replaced it', () => {
  for (const { source, per } of model.explain(conv)!.accesses) {
    expect(source).toMatch(/table IV/);
    expect(per).toMatch(/^(16-bit word|MAC)$/);
  }
  const dearer = eyerissTool({ costs: { DRAM: 300, array: 3 } }).explain(conv)!.accesses;
  expect(new Set(dearer.map(({ level, cost, source }) => `${level} ${cost}: ${source}`))).toEqual(
    new Set([
      'DRAM 300: option costs.DRAM',
      'buffer 6: ISCA 2016, table IV (65 nm, 16 bits): buffer',
      'array 3: option costs.array',
      'array 1.5: half of option costs.array; derived from Asilomar 2017, Fig. 6',
      'RF 1: ISCA 2016, table IV (65 nm, 16 bits): RF',
      'ALU 1: ISCA 2016, table IV (65 nm, 16 bits): MAC, linear in the bits of each operand',
    ]),
  );
});

test('of no image, nothing is priced', () => {
  expect(model.explain({ ...conv, batch: 0, macs: 0 })!.accesses).toEqual([]);
  expect(model.estimate([{ ...conv, batch: 0, macs: 0 }]).total).toBe(0);
});

test('raw data is linear in the bits of its operand, computation in those of each operand', () => {
  const at = (input: number, weight: number, output: number) => {
    const estimate = model.estimate([{ ...conv, bits: { input, weight, output } }]);
    return { ...byDataType(estimate), parts: estimate.layers[0]!.parts };
  };
  const [full, lower] = [at(16, 16, 16), at(4, 8, 2)];
  close(lower.computation, full.computation / 8);
  close(lower.ofmap, full.ofmap / 8);
  const dram = ({ parts }: typeof full, type: string) =>
    parts.find(({ dataType, level }) => dataType === type && level === 'DRAM')!.energy;
  close(dram(lower, 'weight'), dram(full, 'weight') / 2);
  // Coded, a value has one bit more than its width.
  const buffer = ({ parts }: typeof full) =>
    parts.find(({ dataType, level }) => dataType === 'ifmap' && level === 'buffer')!.energy;
  const stored = 169 / 225;
  close(buffer(lower) / buffer(full), (1 + 4 * stored) / (1 + 16 * stored));
});

test('without any weight, computation is free and weights cost one bit each at DRAM', () => {
  const none = { ...conv, density: { ...conv.density, weight: 0 } };
  expect(byDataType(model.estimate([none])).computation).toBe(0);
  const dram = (workload: Workload) =>
    model.explain(workload)!.accesses.find((a) => a.dataType === 'weight' && a.level === 'DRAM')!;
  close(dram(none).count, dram(conv).count / 16);
});

test('zeros of padding count as zeros, by their share of the padded map', () => {
  close(byDataType(model.estimate([conv])).computation, (conv.macs * 13 ** 2) / 15 ** 2);
});

test('a network file gives the same estimate as the workloads that it was written from', () => {
  const network = alexNet(44, alexNetDensities('HAN15'));
  const { workloads } = parseNetwork(formatNetwork(network));
  // Zero entries are whole numbers, so shares come back rounded.
  expect(model.estimate(workloads).total / model.estimate(network).total).toBeCloseTo(1, 5);
});

const graph: Graph = {
  name: 'of every form',
  inputs: [{ name: 'x', type: 'float32', shape: ['batch', 6, 40, 33] }],
  outputs: ['y'],
  nodes: [
    {
      name: 'strided',
      op: 'Conv',
      inputs: ['x', 'w1'],
      outputs: ['a'],
      attributes: { strides: [2, 3], pads: [1, 1, 1, 2], dilations: [1, 1], group: 2 },
    },
    { name: 'relu', op: 'Relu', inputs: ['a'], outputs: ['b'], attributes: {} },
    {
      name: 'depthwise, tall and dilated',
      op: 'Conv',
      inputs: ['b', 'w2'],
      outputs: ['c'],
      attributes: { strides: [1, 1], pads: [12, 0, 12, 0], dilations: [2, 1], group: 8 },
    },
    {
      name: 'transposed',
      op: 'ConvTranspose',
      inputs: ['c', 'w3'],
      outputs: ['y'],
      attributes: {
        strides: [3, 2],
        pads: [1, 0, 1, 0],
        dilations: [1, 1],
        group: 1,
        outputPadding: [0, 0],
      },
    },
  ],
  parameters: {
    w1: { type: 'float32', shape: [8, 3, 3, 4], fill: 1 },
    w2: { type: 'float32', shape: [8, 1, 13, 1], fill: 1 },
    w3: { type: 'float32', shape: [8, 5, 4, 4], fill: 1 },
  },
  masks: {},
  blocks: [],
};
const passes = ['forward', 'input-gradient', 'weight-gradient', 'update'] as const;

test('every pass of CONV layers is priced, updates too; the others are named with their reason', () => {
  const workloads = workloadsOf(graph, { batch: 3, passes });
  const { layers, unpriced } = model.estimate(workloads);
  const priced = workloads.filter(({ op }) => op.startsWith('Conv'));
  expect(layers.map(({ layer, pass }) => [layer, pass])).toEqual(
    priced.map(({ layer, pass }) => [layer, pass]),
  );
  // Updates of the three.
  expect(priced).toHaveLength(8 + 3);
  for (const [i, layer] of layers.entries()) {
    if (layer.pass === 'update') continue;
    const done = byLevel({ ...model.estimate([]), layers: [layer] }).get('ALU')!;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(priced[i]!.macs * (1 + 1e-12));
  }
  expect(unpriced).toHaveLength(workloads.length - 11);
  expect(unpriced[0]!.reason).toContain('convAndFcOnly');
  const all = eyerissTool({ convAndFcOnly: false }).estimate(workloads);
  expect(all.unpriced).toEqual([]);
});

test('of a transposed convolution no inserted zero is moved or multiplied', () => {
  const transposed = workloadsOf(graph, { batch: 3 }).find(({ op }) => op === 'ConvTranspose')!;
  const accesses = model.explain(transposed)!.accesses;
  const [height, width] = transposed.input;
  const loaded = accesses.find(({ dataType, level }) => dataType === 'ifmap' && level === 'DRAM')!;
  const stored = 3 * 8 * height * width;
  // 4 x 4 taps at strides 3 and 2 are 2 x 2 per phase: at most one row and column around the map.
  expect(loaded.count).toBeGreaterThanOrEqual(stored);
  expect(loaded.count).toBeLessThanOrEqual(3 * 8 * (height + 2) * (width + 2) * (17 / 16));
});

test('maps of any width and filters of any size are mapped', () => {
  const size = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(size(200_000), size(300), size(64), size(9), (width, rows, filters, batch) => {
      const layer: Workload = {
        ...conv,
        batch,
        inputChannels: 2,
        outputChannels: filters,
        input: [rows + 3, width],
        kernel: [rows, 1],
        output: [4, width],
        pads: [0, 0, 0, 0],
        macs: batch * 2 * filters * 4 * width * rows,
      };
      const { total } = model.estimate([layer]);
      expect(total).toBeGreaterThan(layer.macs * 5);
      expect(total).toBeLessThan(layer.macs * 5 + 2000 * (layer.macs / Math.min(rows, 12)));
    }),
    { numRuns: 50 },
  );
});

test('impossible workloads are refused', () => {
  const wrong: [Partial<Workload>, string][] = [
    [{ groups: 5 }, 'inputChannels = 256; expected a multiple of groups = 5'],
    [{ kernel: [0, 3] }, 'kernel = [0,3]'],
    [{ density: { input: 1.1, weight: 1, output: 1 } }, 'density.input = 1.1'],
    [{ macs: Number.NaN }, 'macs = NaN'],
  ];
  for (const [change, message] of wrong) {
    for (const call of [model.explain, (layer: Workload) => model.estimate([layer])]) {
      expect(() => call({ ...conv, ...change })).toThrow(PicojouleError);
      expect(() => call({ ...conv, ...change })).toThrow(message);
    }
  }
});

test('settings that are not the usual ones are told', () => {
  expect(eyerissTool().estimate([]).model).toBe('eyeriss-tool');
  const other = eyerissTool({ convAndFcOnly: false, costs: { buffer: 7 } });
  const told = 'eyeriss-tool (layers without MACs too, buffer costs 7)';
  expect(other.estimate([]).model).toBe(told);
});
