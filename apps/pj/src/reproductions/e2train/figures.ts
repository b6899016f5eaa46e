import type { Claim } from '../claims.ts';
import type { ReproductionResult } from '../reproduction.ts';
import { skippedShare } from './arm-record.ts';
import { MAIN_SKIP, SKIPS } from './families.ts';
import {
  type ArmOutcome,
  meanOf,
  type Outcome,
  pairedRatio,
  type Training,
  testDifference,
} from './outcome.ts';
import { ABOVE, secondsAbove } from './time-against.ts';

/** A figure that is promised to stay on one side of a number. */
interface Promised {
  readonly figure: string;
  readonly value: number;
  readonly is: Claim['is'];
  readonly than: number;
  /** How far another run's may be; absent for what a machine's speed decides, which is not committed. */
  readonly band?: number;
  /** Within what chance alone does: the figure is given, and not judged. */
  readonly byChance?: boolean;
}

/** Bands of committed figures: points of accuracy between runs of a backend that is not bit-exact, and ratios. */
const [POINTS, RATIO] = [1, 0.03] as const;

/** By so many points of accuracy do two trainings of equal worth differ with one seed. */
export const ONE_SEED = 1;

/** Figures by name, and what is promised of them; of arms that were not trained there are none. */
export function promisesOf(
  outcome: Outcome,
): Required<Pick<ReproductionResult, 'values' | 'claims' | 'bands'>> {
  const full = outcome.arms.find(({ arm }) => arm.key === 'standard')!;
  const promised = promises(outcome, full);
  const figures = [
    ...outcome.arms.flatMap((one) => [
      {
        figure: `${one.arm.key} accuracy`,
        value: 100 * meanOf(one, ({ test }) => test),
        band: POINTS,
      },
      {
        figure: `${one.arm.key} energy`,
        ...{ value: pairedRatio(one, full, ({ energy }) => energy), band: RATIO },
      },
    ]),
    ...promised.flatMap(({ figure, value, band }) =>
      band === undefined ? [] : [{ figure, value, band }],
    ),
  ];
  return {
    values: Object.fromEntries(figures.map(({ figure, value }) => [figure, value])),
    bands: Object.fromEntries(figures.map(({ figure, band }) => [figure, band])),
    claims: promised
      .filter(({ byChance }) => !byChance)
      .map(({ figure, value, is, than, band }) => ({
        what: `${figure} ${is} ${than}`,
        figure: band === undefined ? value : figure,
        ...{ is, than },
      })),
  };
}

/** The bands of the comparison that the savers were built for. */
function promises({ arms, ceiling, times }: Outcome, full: ArmOutcome): Promised[] {
  const trained = (key: string) => {
    const found = arms.find(({ arm }) => arm.key === key);
    return found === undefined ? [] : [found];
  };
  const gain = (name: string, one: ArmOutcome, other: ArmOutcome, than: number): Promised => {
    const { points, seeds } = testDifference(one, other);
    return {
      figure: `${one.arm.key} against ${name}`,
      value: points,
      ...{ is: '>=', than, band: POINTS, byChance: seeds === 1 && Math.abs(than) < ONE_SEED },
    };
  };
  const smd = ['smd-half', 'smd-two-thirds'].flatMap((key) =>
    trained(key).flatMap((one) => [
      gain('full', one, full, -0.5),
      ...trained(`equal-energy-${key}`).map((equal) => gain('equal energy', one, equal, -0.3)),
      ...timePromises(one, times),
    ]),
  );
  const slu = SKIPS.flatMap((skip) =>
    trained(`slu-${skip}`).flatMap((one) => [sharePromise(one, skip), ...timePromises(one, times)]),
  );
  const psg = trained('psg').flatMap((one) => [
    gain('full', one, full, -1.5),
    ...signPromises(one, ceiling),
  ]);
  const all = trained(`all-${MAIN_SKIP}`).map((one) => gain('full', one, full, -2.5));
  return [...smd, ...slu, ...psg, ...all];
}

/** Seconds of steps that were timed in turn with full training. */
const timePromises = ({ arm }: ArmOutcome, times: Outcome['times']): Promised[] =>
  secondsAbove(times, arm.key).map(({ work, above }) => ({
    figure: `${arm.key} seconds above its ${work}`,
    ...{ value: above, is: '<=', than: ABOVE },
  }));

/** The realised share that is furthest from its target, in points. */
const sharePromise = ({ arm, trainings }: ArmOutcome, skip: number): Promised => ({
  figure: `${arm.key} points off its target`,
  value: Math.max(...trainings.map((one) => Math.abs(100 * skippedShare(one) - skip))),
  ...{ is: '<=', than: 2, band: 2 },
});

function signPromises(psg: ArmOutcome, ceiling: number): Promised[] {
  const sum = (count: (signs: NonNullable<Training['signs']>) => number) =>
    psg.trainings.reduce((total, { signs }) => total + (signs ? count(signs) : 0), 0);
  const bounded = (what: 'predicted' | 'wrong' | 'bound') =>
    sum((signs) => signs.bounded?.[what] ?? 0);
  const saved = ({ bitProducts: { formed, unpredicted } }: Training) => 1 - formed / unpredicted;
  return [
    {
      figure: 'psg signs predicted',
      value: sum((signs) => signs.predicted) / sum((signs) => signs.weights),
      ...{ is: '>=', than: 0.6, band: RATIO },
    },
    {
      figure: 'psg wrong signs, less their bound',
      value: (bounded('wrong') - bounded('bound')) / bounded('predicted'),
      ...{ is: '<=', than: 0, band: 0.1 },
    },
    {
      figure: 'psg bit products saved, less the most',
      value: meanOf(psg, saved) - ceiling,
      ...{ is: '<=', than: 0, band: RATIO },
    },
  ];
}
