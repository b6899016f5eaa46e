import { expect, test } from 'vitest';
import { judgeClaims } from '../claims.ts';
import { promisesOf } from './figures.ts';
import type { ArmOutcome } from './outcome.ts';
import { someArm, someOutcome } from './testing.ts';
import { timeAgainst } from './time-against.ts';

const full = someArm('standard', [{ test: 0.9 }, { test: 0.92 }]);

/** What the claims about these arms, beside full training, say does not hold. */
function broken(...arms: readonly ArmOutcome[]): string[] {
  const { claims, values } = promisesOf(someOutcome([full, ...arms]));
  return judgeClaims(claims, values).flatMap(({ what, problem }) => (problem ? [what] : []));
}

test('differences are paired by seed and in points', () => {
  const { values } = promisesOf(
    someOutcome([full, someArm('all-40', [{ test: 0.88 }, { test: 0.91 }])]),
  );
  expect(values['all-40 against full']).toBeCloseTo(-1.5, 10);
  expect(values['all-40 accuracy']).toBeCloseTo(89.5, 10);
});

test('an arm of the first seed alone is compared with that seed', () => {
  const { values } = promisesOf(someOutcome([full, someArm('all-40', [{ test: 0.88 }])]));
  expect(values['all-40 against full']).toBeCloseTo(-2, 10);
});

test('SMD is held to full training and to equal energy', () => {
  const both = (key: string, test: number) => someArm(key, [{ test }, { test }]);
  const found = (smd: number, equal: number) =>
    broken(both('smd-half', smd), both('equal-energy-smd-half', equal));
  // Full training has 0.91 on average.
  expect(found(0.906, 0.908)).toEqual([]);
  expect(found(0.904, 0.906)).toEqual(['smd-half against full >= -0.5']);
  expect(found(0.906, 0.9095)).toEqual(['smd-half against equal energy >= -0.3']);
});

test('one seed decides no band below a point', () => {
  const found = (...keys: readonly string[]) => {
    const { claims, values } = promisesOf(
      someOutcome([full, ...keys.map((key) => someArm(key, [{ test: 0.8 }]))]),
    );
    for (const key of keys) expect(values[`${key} against full`]).toBeCloseTo(-10, 10);
    return claims.map(({ what }) => what).filter((what) => what.includes('against'));
  };
  expect(found('smd-half', 'all-40')).toEqual(['all-40 against full >= -2.5']);
});

test('savers that skip are held to executed MACs and to modelled energy by the median round', () => {
  const rounds = [
    { full: 10, smd: 5.9, macs: 520, energy: 5.4 },
    { full: 20, smd: 10.9, macs: 500, energy: 5.2 },
    { full: 10, smd: 5.7, macs: 480, energy: 5 },
  ];
  const times = (more: number) =>
    rounds.flatMap(({ full, smd, ...work }, round) => [
      { key: 'standard', round, seconds: full, macs: 1000, energy: 10 },
      { key: 'smd-half', round, seconds: smd + more * full, ...work },
    ]);
  const { shares, above } = timeAgainst(times(0), 'smd-half', 'standard')!;
  // 0.545, 0.57, 0.59: quartiles are half way from the median.
  expect(shares.seconds.lower).toBeCloseTo(0.5575, 12);
  expect(shares.seconds.median).toBeCloseTo(0.57, 12);
  expect(shares.seconds.upper).toBeCloseTo(0.58, 12);
  expect(shares.macs.median).toBe(0.5);
  // 0.59 - 0.52, 0.545 - 0.5, 0.57 - 0.48 and 0.59 - 0.54, 0.545 - 0.52, 0.57 - 0.5.
  expect(above.macs.median).toBeCloseTo(0.07, 12);
  expect(above.energy.median).toBeCloseTo(0.05, 12);
  const judge = (more: number) => {
    const outcome = someOutcome([full, someArm('smd-half', [{}, {}])], times(more));
    const { claims, values } = promisesOf(outcome);
    return judgeClaims(claims, values)
      .filter(({ what, problem }) => what.includes('seconds') && problem !== undefined)
      .map(({ what }) => what);
  };
  const [overMacs, overEnergy] = ['executed MACs', 'modelled energy'].map(
    (work) => `smd-half seconds above its ${work} <= 0.08`,
  );
  expect(judge(0)).toEqual([]);
  expect(judge(0.02)).toEqual([overMacs]);
  expect(judge(0.035)).toEqual([overMacs, overEnergy]);
});

test('SLU is held to its target by the worst seed', () => {
  const slu = (...kept: readonly number[]) =>
    someArm(
      'slu-40',
      kept.map((share) => ({ shares: { a: share, b: share - 0.2 } })),
    );
  // Skipped: 1 less the mean of both blocks.
  expect(broken(slu(0.7, 0.69))).toEqual([]);
  expect(broken(slu(0.7, 0.67))).toEqual(['slu-40 points off its target <= 2']);
});

test('PSG is held to its share, its bound and what can be saved at most', () => {
  const psg = (predicted: number, wrong: number, formed = 800) => {
    const signs = { weights: 100, predicted, wrong, bounded: { predicted: 10, wrong, bound: 3 } };
    const bitProducts = { formed, unpredicted: 1000, floor: 725 };
    const one = { signs, bitProducts, test: 0.91 };
    return someArm('psg', [one, one]);
  };
  expect(broken(psg(60, 2))).toEqual([]);
  expect(broken(psg(59, 2))).toEqual(['psg signs predicted >= 0.6']);
  expect(broken(psg(60, 4))).toEqual(['psg wrong signs, less their bound <= 0']);
  expect(broken(psg(60, 2, 700))).toEqual(['psg bit products saved, less the most <= 0']);
});

test('measured seconds are promised, and no committed figure', () => {
  const { values, bands } = promisesOf(
    someOutcome(
      [full, someArm('smd-half', [{}, {}])],
      ['standard', 'smd-half'].map((key) => ({ key, round: 0, seconds: 1, macs: 1, energy: 1 })),
    ),
  );
  expect(Object.keys(values).filter((name) => name.includes('seconds'))).toEqual([]);
  expect(Object.keys(bands).sort()).toEqual(Object.keys(values).sort());
});
