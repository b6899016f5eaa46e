import { workloadsOf } from '@picojoule/graph';
import { PicojouleError, type Workload } from '@picojoule/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byDataType, byLayer, byLevel } from '../break-down.ts';
import { alexNet } from '../published/alexnet.ts';
import { plainConv } from '../published/plain-conv.ts';
import { stridedAndTransposed } from '../testing.ts';
import { chips } from './chip.ts';
import { type Eyeriss, eyeriss } from './eyeriss.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

/** Of sums of a dozen terms, relative. */
const ROUNDING = 1e-12;
const expectSame = (found: number, wanted: number) =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(wanted * ROUNDING);

const small = (max: number) => fc.integer({ min: 1, max });
/** Layers of every form: grouped, depthwise, strided, dilated, filters above 12 x 12, odd batches. */
const layers = fc
  .record({
    batch: small(20),
    groups: small(4),
    channels: small(40),
    filters: small(40),
    kernel: fc.tuple(small(15), small(15)),
    extra: fc.tuple(fc.nat(40), fc.nat(40)),
    stride: small(4),
    dilation: small(3),
    pad: fc.nat(3),
  })
  .map(({ batch, groups, channels, filters, kernel, extra, stride, dilation, pad }): Workload => {
    const along = (axis: 0 | 1) => {
      const span = (kernel[axis] - 1) * dilation + 1;
      const input = Math.max(1, span - 2 * pad) + extra[axis];
      return { input, output: Math.floor((input + 2 * pad - span) / stride) + 1 };
    };
    const [y, x] = [along(0), along(1)];
    return {
      layer: 'conv',
      op: 'Conv',
      pass: 'forward',
      kind: 'conv',
      batch,
      inputChannels: groups * channels,
      outputChannels: groups * filters,
      groups,
      input: [y.input, x.input],
      kernel,
      output: [y.output, x.output],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      dilations: [dilation, dilation],
      bits: { input: 16, weight: 16, output: 16 },
      density: { input: 0.5, weight: 0.5, output: 0.5 },
      macs: batch * groups * filters * y.output * x.output * channels * kernel[0] * kernel[1],
    };
  });

describe.each(['isca16', 'jssc17'] as const)('on %s', (chip) => {
  const model = eyeriss({ chip });

  test('mappings keep the limits of the chip', () => {
    fc.assert(
      fc.property(layers, (layer) => {
        const { p, q, r, t, e, n, m, f = layer.output[1] } = model.plan(layer).mapping;
        const [R, S] = layer.kernel.map((taps) => Math.ceil(taps / Math.ceil(taps / 12)));
        const columns = (f - 1) * layer.strides[1] + (S! - 1) * layer.dilations[1] + 1;
        const rows = (e - 1) * layer.strides[0] + (R! - 1) * layer.dilations[0] + 1;
        // Strided maps are stored without the rows and columns that no filter touches.
        const plane = Math.min(rows, e * R!) * Math.min(columns, f * S!);
        const words = n * (m * e * f + q * r * plane);
        if (chip === 'isca16') {
          expect(p * q * S! + q * S! + p).toBeLessThanOrEqual(256);
          expect(R! * e * r * t).toBeLessThanOrEqual(256);
          expect(words).toBeLessThanOrEqual(65_536);
        } else {
          expect(p * q * S!).toBeLessThanOrEqual(224);
          expect(q * S!).toBeLessThanOrEqual(12);
          expect(p).toBeLessThanOrEqual(24);
          expect(R! * e * r * t).toBeLessThanOrEqual(168);
          expect(words).toBeLessThanOrEqual(51_200);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('above the RF, which the mapping minimises, k batches cost more than one and at most k times it', () => {
    const dense = eyeriss({ chip, skipZeros: false });
    const aboveRf = (layer: Workload) => {
      const levels = byLevel(dense.estimate([layer]));
      return levels.get('DRAM')! + levels.get('buffer')! + levels.get('array')!;
    };
    fc.assert(
      fc.property(layers, fc.integer({ min: 2, max: 5 }), (layer, k) => {
        const larger = { ...layer, batch: k * layer.batch, macs: k * layer.macs };
        const ratio = aboveRf(larger) / aboveRf(layer);
        // The mapping of one batch, taken k times, is one of those of k batches.
        expect(ratio).toBeLessThanOrEqual(k * (1 + ROUNDING));
        expect(ratio).toBeGreaterThan(1);
      }),
    );
  });

  test('data energy is linear in bits, computation in the bits of each operand', () => {
    const dense = eyeriss({ chip, coding: 'none' });
    fc.assert(
      fc.property(layers, small(16), small(16), (layer, input, weight) => {
        const at16 = byDataType(dense.estimate([layer]));
        const bits = { input, weight, output: 8 };
        const lower = byDataType(dense.estimate([{ ...layer, bits }]));
        expectSame(lower.ifmap, (at16.ifmap * input) / 16);
        expectSame(lower.weight, (at16.weight * weight) / 16);
        expectSame(lower.ofmap, at16.ofmap / 2);
        expectSame(lower.computation, (at16.computation * input * weight) / 256);
      }),
    );
  });

  test('without any weight, computation and RF are free and weights cost their map of zeros', () => {
    const dense = byDataType(eyeriss({ chip, skipZeros: false }).estimate(alexNet(4)));
    const none = alexNet(4).map((layer) => ({
      ...layer,
      density: { ...layer.density, weight: 0 },
    }));
    const estimate = model.estimate(none);
    expect(byDataType(estimate).computation).toBe(0);
    expect(byLevel(estimate).get('RF')).toBe(0);
    const rf = alexNet(4).reduce((sum, layer) => sum + layer.macs, 0);
    expect(byDataType(estimate).weight / ((dense.weight - rf) / 16)).toBeCloseTo(1, 9);
  });
});

test('every pass of CONV layers is priced, updates too; the others are named with their reason', () => {
  const passes = ['forward', 'input-gradient', 'weight-gradient', 'update'] as const;
  const workloads = workloadsOf(stridedAndTransposed, { batch: 3, passes });
  const estimate = eyeriss({ skipZeros: false }).estimate(workloads);
  const priced = workloads.filter(({ op }) => op.startsWith('Conv'));
  expect(estimate.layers.map(({ layer, pass }) => [layer, pass])).toEqual(
    priced.map(({ layer, pass }) => [layer, pass]),
  );
  // Forward and weight gradient of both, and the input gradient that the second one owes the first; updates.
  expect(priced).toHaveLength(5 + 2);
  for (const [i, { parts, pass }] of estimate.layers.entries()) {
    if (pass === 'update') continue;
    expect(parts.find(({ level }) => level === 'ALU')!.energy).toBe(priced[i]!.macs);
  }
  expect(estimate.unpriced).toHaveLength(workloads.length - 7);
  const all = eyeriss({ convAndFcOnly: false }).estimate(workloads);
  expect(all.unpriced).toEqual([]);
  expect(byLayer(all).get('relu')).toBeGreaterThan(0);
});

test('a transposed convolution touches what its input holds, not the zeros inserted', () => {
  const [, , transposed] = workloadsOf(stridedAndTransposed, { batch: 3 }) as [
    Workload,
    Workload,
    Workload,
  ];
  const { input } = eyeriss({ skipZeros: false }).plan(transposed).reuse;
  const stored = 3 * 6 * 5 * 5;
  // 4 x 4 taps at stride 3 are at most 2 x 2 per phase, so one row and column of halo.
  expect(input.values).toBeGreaterThanOrEqual(stored);
  expect(input.values).toBeLessThanOrEqual(3 * 6 * 7 * 7);
});

test('the input gradient of a strided 1 x 1 layer is one plain convolution, and zeros that it stores', () => {
  const plain = plainConv('gradient', { N: 32, C: 32, M: 16, E: 16, F: 16 });
  const gradient: Workload = {
    ...plain,
    pass: 'input-gradient',
    output: [32, 32],
    pads: [0, 0, 1, 1],
  };
  for (const model of [
    eyeriss({ skipZeros: false }),
    eyeriss({ chip: 'jssc17', coding: 'none' }),
  ]) {
    const [one, other] = [model.explain(plain)!, model.explain(gradient)!];
    const count = ({ accesses }: typeof one, type: string, level: string) =>
      accesses.find((each) => each.dataType === type && each.level === level)!.count;
    for (const { dataType, level, count: wanted } of one.accesses) {
      const zeros = dataType === 'ofmap' && level === 'DRAM' ? 3 * 32 * 16 * 16 * 16 : 0;
      expect(count(other, dataType, level)).toBe(wanted + zeros);
    }
    expect(other.activity!.cycles).toBe(one.activity!.cycles);
  }
});

test.each(Object.keys(chips) as (keyof typeof chips)[])(
  'impossible workloads are refused on %s',
  (chip) => {
    const [conv] = alexNet(1) as [Workload];
    const wrong: [Partial<Workload>, string][] = [
      [{ groups: 2 }, 'inputChannels = 3; expected a multiple of groups = 2'],
      [{ batch: 1.5 }, 'batch = 1.5'],
      [{ kernel: [0, 3] }, 'kernel = [0,3]'],
      [{ density: { input: 1.1, weight: 1, output: 1 } }, 'density.input = 1.1'],
      [{ bits: { input: 16, weight: 0, output: 1 } }, 'bits.weight = 0'],
      [{ macs: Number.NaN }, 'macs = NaN'],
    ];
    for (const [change, message] of wrong) {
      const estimate = () => eyeriss({ chip }).estimate([{ ...conv, ...change }]);
      expect(estimate).toThrow(PicojouleError);
      expect(estimate).toThrow(message);
    }
  },
);

test('wide maps are cut into tiles of columns, so that a MAC costs no more than in narrow ones', () => {
  const model = eyeriss({ skipZeros: false });
  const perMac = (size: number) => {
    const layer = plainConv('wide', { C: 64, M: 64, E: size, F: size, R: 3, S: 3 });
    return model.estimate([layer]).total / layer.macs;
  };
  for (const size of [224, 512, 2048]) expect(perMac(size) / perMac(56)).toBeLessThan(1.005);
});

test('AlexNet is mapped in less than 500 ms, and priced again in well below 1 ms', () => {
  const network = alexNet(44);
  const took = (model: Eyeriss) => {
    const start = performance.now();
    model.estimate(network);
    return performance.now() - start;
  };
  // The least of some, as other processes may hold the processor.
  const models = Array.from({ length: 3 }, () => eyeriss());
  expect(Math.min(...models.map(took))).toBeLessThan(500);
  const again = Array.from({ length: 200 }, () => took(models[0]!));
  expect(Math.min(...again)).toBeLessThan(0.5);
});

test.each([
  [{}, 'eyeriss (isca16, significance-map)'],
  [
    { chip: 'jssc17', counting: 'nn-dataflow', coding: 'run-length', skipZeros: 'ifmap' },
    'eyeriss (jssc17, gated, run-length, nn-dataflow)',
  ],
  [{ minimise: 'total' }, 'eyeriss (isca16, significance-map, least total)'],
  [
    { convAndFcOnly: false, costs: { DRAM: 100, RF: 1 / 3 }, mapping: () => undefined },
    'eyeriss (isca16, significance-map, mappings given, layers without MACs too, DRAM costs 100, RF costs 0.3333)',
  ],
] as const)('%j is told as %s', (options, told) => {
  expect(eyeriss(options).estimate([]).model).toBe(told);
});
