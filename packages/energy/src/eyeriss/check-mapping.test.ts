import { workloadsOf } from '@picojoule/graph';
import { PicojouleError, type Workload } from '@picojoule/spec';
import { workloadArbitrary } from '@picojoule/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alexNet } from '../published/alexnet.ts';
import { CHIP_MAPPINGS } from '../published/jssc17-alexnet.ts';
import { stridedAndTransposed } from '../testing.ts';
import { chips } from './chip.ts';
import { eyeriss } from './eyeriss.ts';
import type { Mapping } from './mapping.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

describe.each(['isca16', 'jssc17'] as const)('on %s', (chip) => {
  test('what the search finds may be given, and costs the same', () => {
    const searched = eyeriss({ chip });
    fc.assert(
      fc.property(workloadArbitrary, (layer) => {
        fc.pre(layer.kind !== 'data' && layer.batch > 0);
        let mapping: Mapping | undefined;
        try {
          mapping = searched.plan(layer).mapping;
        } catch (error) {
          fc.pre(!(error instanceof PicojouleError));
          throw error;
        }
        for (const given of [
          eyeriss({ chip, mapping: { [layer.layer]: mapping } }),
          eyeriss({ chip, mapping: () => mapping }),
        ]) {
          expect(given.plan(layer).mapping).toEqual(mapping);
          expect(given.estimate([layer]).total).toBe(searched.estimate([layer]).total);
        }
      }),
    );
  });

  test('p filters fit a PE exactly when p is at most filtersPerPe', () => {
    for (let channels = 1; channels <= 40; channels++) {
      for (let width = 1; width <= 12; width++) {
        const most = chips[chip].filtersPerPe(channels, width);
        for (const p of [most, most + 1].filter((count) => count > 0)) {
          const fits = chips[chip]
            .storesOf(p, channels, width)
            .every(({ needs, holds }) => needs <= holds);
          expect(fits, `${p} filters of ${channels} channels of ${width} taps`).toBe(p === most);
        }
      }
    }
  });
});

test.each<[string, Partial<Mapping>, string]>([
  ['CONV3', { q: 5 }, 'filter scratch pad (p q S words): needs 240, there are 224'],
  ['CONV3', { q: 5, p: 8 }, 'ifmap scratch pad (q S words): needs 15, there are 12'],
  ['CONV3', { q: 1, p: 25 }, 'psum scratch pad (p words): needs 25, there are 24'],
  ['CONV3', { t: 5 }, 'PE sets of 3 x e in the array (r t): needs 5, there are 4'],
  [
    'CONV3',
    { m: 128 },
    'buffer (n m psum and n q r ifmap planes, words): needs 90128, there are 51200',
  ],
  ['CONV3', { e: 14 }, 'rows of the ofmap (e): needs 14, there are 13'],
  ['CONV3', { f: 14 }, 'columns of the ofmap (f): needs 14, there are 13'],
  ['CONV3', { n: 5 }, 'images of the batch (n): needs 5, there are 4'],
  ['CONV2', { m: 129 }, 'filters of a group (m): needs 129, there are 128'],
  ['CONV1', { q: 4 }, 'channels of a group (q): needs 4, there are 3'],
  ['CONV1', { r: 4 }, 'steps of q channels (r): needs 4, there are 3'],
])('a mapping of %s with %o is refused with the limit that it breaks', (name, change, limit) => {
  const mapping = { ...CHIP_MAPPINGS[name as keyof typeof CHIP_MAPPINGS], ...change };
  const model = eyeriss({ chip: 'jssc17', mapping: { [name]: mapping } });
  const layer = alexNet(4).find((workload) => workload.layer === name) as Workload;
  expect(() => model.estimate([layer])).toThrow(PicojouleError);
  expect(() => model.estimate([layer])).toThrow(
    `Layer "${name}" cannot take the given mapping on jssc17: ${limit}.`,
  );
});

test('a mapping by name is that of the forward pass; the other passes are searched', () => {
  const [, layer] = alexNet(4) as [Workload, Workload];
  const backward: Workload = { ...layer, pass: 'weight-gradient' };
  const model = eyeriss({ chip: 'jssc17', mapping: { CONV2: CHIP_MAPPINGS.CONV2 } });
  expect(model.plan(layer).mapping).toEqual(CHIP_MAPPINGS.CONV2);
  expect(model.plan(backward).mapping).toEqual(eyeriss({ chip: 'jssc17' }).plan(backward).mapping);
});

test('a mapping by name of a layer without MACs is refused, whether it is priced or not', () => {
  const layer = workloadsOf(stridedAndTransposed, { batch: 3 }).find(
    ({ kind }) => kind === 'data',
  )!;
  for (const convAndFcOnly of [true, false]) {
    const mapping = { [layer.layer]: CHIP_MAPPINGS.CONV3 };
    const model = eyeriss({ convAndFcOnly, mapping });
    const refused = expect.objectContaining({
      code: 'ENERGY_MAPPING',
      message: `Layer "${layer.layer}" cannot take the given mapping: ${layer.op} has no MACs to map.`,
      next: `Leave out the option mapping.${layer.layer}; CONV and FC layers have mappings.`,
    });
    expect(() => model.estimate([layer])).toThrow(refused);
    expect(() => model.explain(layer)).toThrow(refused);
    // The update of a CONV layer moves data too, and has no part in its mapping.
    const update: Workload = { ...layer, pass: 'update', op: 'Conv' };
    expect(model.estimate([update]).layers).toHaveLength(1);
    expect(eyeriss({ mapping: () => CHIP_MAPPINGS.CONV3 }).estimate([layer]).unpriced).toHaveLength(
      1,
    );
  }
});

test.each(['constructor', 'prototype', '__proto__'])(
  'a layer named %s is refused, not dropped',
  (name) => {
    const mapping = Object.fromEntries([[name, CHIP_MAPPINGS.CONV3]]);
    expect(() => eyeriss({ mapping })).toThrow(
      `mapping.${name}: no layer can be named "${name}" here`,
    );
  },
);

test('a mapping is seven whole numbers, or eight', () => {
  const { p: _, ...without } = CHIP_MAPPINGS.CONV1;
  expect(() => eyeriss({ mapping: { CONV1: { ...CHIP_MAPPINGS.CONV1, p: 1.5 } } })).toThrow();
  expect(() => eyeriss({ mapping: { CONV1: without as Mapping } })).toThrow();
  expect(() => eyeriss({ mapping: { CONV1: { ...CHIP_MAPPINGS.CONV1, f: 0 } } })).toThrow();
});

test('layers of one shape may have mappings of their own', () => {
  const conv3 = alexNet(4)[2]!;
  const twin = { ...conv3, layer: 'twin' };
  const model = eyeriss({ chip: 'jssc17', mapping: { twin: CHIP_MAPPINGS.CONV3 } });
  expect(model.plan(conv3).mapping).not.toEqual(CHIP_MAPPINGS.CONV3);
  expect(model.plan(twin).mapping).toEqual(CHIP_MAPPINGS.CONV3);
});
