import type { Capabilities, Graph, StepPlan } from '@picojoule/spec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPlan } from './check-plan.ts';
import { combinePlans } from './combine-plans.ts';

const signs = { kind: 'predicted-sign', activationBits: 8, gradientBits: 8, beta: 0.05 } as const;
const images = fc.subarray([0, 1, 2, 3, 4]);
const width = fc.constantFrom(4, 8, 16, 32);
const plan: fc.Arbitrary<StepPlan> = fc.record(
  {
    drop: fc.boolean(),
    blocks: fc.dictionary(fc.constantFrom('a', 'b'), images),
    precision: fc.dictionary(
      fc.constantFrom('conv', 'fc', '*'),
      fc.record({ activation: width, weight: width, gradient: width }),
    ),
  },
  { requiredKeys: [] },
);

describe('combinePlans', () => {
  test('of one plan is that plan, and of none is plain training', () => {
    fc.assert(
      fc.property(plan, (one) => {
        expect(combinePlans([one])).toEqual(one);
      }),
    );
    expect(combinePlans([])).toEqual({});
  });

  test('drops when any drops, and keeps an image in a block only when all keep it', () => {
    fc.assert(
      fc.property(plan, plan, (first, second) => {
        const both = combinePlans([first, second]);
        expect(both.drop ?? false).toBe((first.drop ?? false) || (second.drop ?? false));
        for (const block of ['a', 'b']) {
          const keeps = (one: StepPlan, image: number) =>
            one.blocks?.[block]?.includes(image) ?? true;
          for (let image = 0; image < 5; image++) {
            expect(keeps(both, image)).toBe(keeps(first, image) && keeps(second, image));
          }
        }
      }),
    );
  });

  test('gives every layer the least width that any plan gives it', () => {
    const widthOf = (one: StepPlan, node: string) =>
      (one.precision?.[node] ?? one.precision?.['*'])?.weight ?? 32;
    fc.assert(
      fc.property(plan, plan, (first, second) => {
        const both = combinePlans([first, second]);
        for (const node of ['conv', 'fc', 'other']) {
          expect(widthOf(both, node)).toBe(Math.min(widthOf(first, node), widthOf(second, node)));
        }
      }),
    );
  });

  test('lets one saver own the update of a layer, and names a conflict', () => {
    const sign = { update: { conv: 'sign' } } as const;
    const frozen = { update: { fc: 'frozen' } } as const;
    expect(combinePlans([sign, frozen]).update).toEqual({ conv: 'sign', fc: 'frozen' });
    expect(() => combinePlans([sign, { update: { conv: 'frozen' } }])).toThrow(/update of "conv"/);
    expect(() => combinePlans([sign, { update: { '*': 'frozen' } }])).toThrow(/update of "conv"/);
  });

  test('adds up what gates cost', () => {
    const both = combinePlans([{ gateCost: { a: 1, b: 2 } }, { gateCost: { b: 0.5 } }]);
    expect(both.gateCost).toEqual({ a: 1, b: 2.5 });
  });

  test('takes the earliest learning rate', () => {
    expect(combinePlans([{ rateOf: 7 }, {}, { rateOf: 3 }])).toEqual({ rateOf: 3 });
  });

  test('averages when any does, with the most batches for the statistics', () => {
    const [few, many] = [2, 5].map((statisticsBatches) => ({ average: { statisticsBatches } }));
    expect(combinePlans([few!, {}])).toEqual(few);
    expect(combinePlans([{ drop: true }, many!, few!])).toEqual({ drop: true, ...many });
  });

  test('takes two equal gradient rules for one, and names two that differ', () => {
    const everywhere = { gradientRule: { '*': signs } };
    const here = { gradientRule: { conv: { ...signs } } };
    expect(combinePlans([everywhere, here]).gradientRule).toEqual({ '*': signs, conv: signs });
    const other = { gradientRule: { conv: { ...signs, beta: 0.1 } } };
    expect(() => combinePlans([everywhere, other])).toThrow(/gradient rule of "conv"/);
  });
});

describe('checkPlan', () => {
  const capabilities: Capabilities = {
    operators: { run: [], train: [] },
    dtype: 'float32',
    emulatedBits: [8],
    gradientRules: [],
    updateRules: ['frozen'],
    blockSkipping: 'batch',
    largestBatch: 8,
    bitExact: true,
  };
  const graph = { blocks: [{ name: 'a', branch: [], merge: 'add' }] } as unknown as Graph;
  const check = (one: StepPlan) => () =>
    checkPlan(one, { graph, backend: { name: 'fake', capabilities }, images: 4 });

  test.each<[string, StepPlan]>([
    ['plain training', {}],
    ['a whole block skipped', { blocks: { a: [] } }],
    ['a block kept whole', { blocks: { a: [0, 1, 2, 3] } }],
    [
      'widths that the backend emulates',
      { precision: { '*': { activation: 8, weight: 32, gradient: 8 } } },
    ],
    ['a frozen layer', { update: { conv: 'frozen' }, gradientRule: { conv: 'exact' } }],
  ])('allows %s', (_, one) => {
    expect(check(one)).not.toThrow();
  });

  test.each<[string, StepPlan, string]>([
    ['part of a block', { blocks: { a: [1] } }, 'PLAN_UNSUPPORTED'],
    ['a block that is not there', { blocks: { z: [] } }, 'PLAN_BLOCK'],
    [
      'another width',
      { precision: { '*': { activation: 4, weight: 32, gradient: 32 } } },
      'PLAN_UNSUPPORTED',
    ],
    ['another update', { update: { conv: 'sign' } }, 'PLAN_UNSUPPORTED'],
    ['the cost of a gate that is not there', { gateCost: { a: 1 } }, 'PLAN_GATE'],
    ['another gradient rule', { gradientRule: { conv: signs } }, 'PLAN_UNSUPPORTED'],
  ])('refuses %s', (_, one, code) => {
    expect(check(one)).toThrow(expect.objectContaining({ code }));
  });

  test('refuses a gated network where the backend decides no gates', () => {
    const gated = { blocks: [{ ...graph.blocks[0], gate: 'p' }] } as unknown as Graph;
    const on = (able: Capabilities) => () =>
      checkPlan(
        { gateCost: { a: 1 } },
        { graph: gated, backend: { name: 'fake', capabilities: able }, images: 4 },
      );
    expect(on(capabilities)).toThrow(expect.objectContaining({ code: 'PLAN_UNSUPPORTED' }));
    expect(on({ ...capabilities, gates: true })).not.toThrow();
  });

  test('takes the widths and the predictor that a device has, and no others', () => {
    const device: Capabilities = {
      ...capabilities,
      emulatedBits: [],
      ownBits: { activation: 8, weight: 8, gradient: 16 },
      gradientRules: ['predicted-sign'],
      predictor: { activationBits: 8, gradientBits: 8 },
    };
    const on = (one: StepPlan) => () =>
      checkPlan(one, { graph, backend: { name: 'fake', capabilities: device }, images: 4 });
    const own = { activation: 8, weight: 8, gradient: 16 };
    const rule = { kind: 'predicted-sign', activationBits: 8, gradientBits: 8, beta: 0 } as const;
    expect(on({ precision: { '*': own }, gradientRule: { conv: rule } })).not.toThrow();
    const refused: readonly (readonly [StepPlan, RegExp])[] = [
      [{ precision: { '*': { ...own, gradient: 8 } } }, /offers 8\/8\/16 for all layers/],
      [{ gradientRule: { conv: { ...rule, gradientBits: 10 } } }, /8 and 10 bits.*8 and 8 bits/],
      [{ gradientRule: { conv: { ...rule, bounded: true } } }, /a bound of the wrong signs/],
    ];
    for (const [one, message] of refused) expect(on(one)).toThrow(message);
  });

  test('refuses averaged weights where their statistics cannot be taken', () => {
    const one = { average: { statisticsBatches: 1 } };
    expect(check(one)).not.toThrow();
    const none = { name: 'fake', capabilities: { ...capabilities, updateRules: [] } };
    expect(() => checkPlan(one, { graph, backend: none, images: 4 })).toThrow(
      expect.objectContaining({ code: 'PLAN_UNSUPPORTED' }),
    );
  });
});
