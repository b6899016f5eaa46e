import type { Plugin } from '@picojoule/spec';
import {
  fixedPoint,
  psg,
  randomSkip,
  signSgd,
  slu,
  smd,
  standard,
  stochasticDepth,
  swa,
} from '@picojoule/train';
import type { ArmRecord } from './arm-record.ts';
import { PATIENCE } from './early-stopping.ts';
import { equalEnergySteps } from './equal-energy.ts';

/** What a training is to do. */
export interface ArmPlan {
  readonly savers: readonly Plugin<'saver'>[];
  /** Scheduled steps of plain training; savers may stretch them. */
  readonly steps: number;
  /** Looks without a new best after which it ends. */
  readonly patience?: number;
}

/** Arms of the same seed that are trained already, by key. */
export type FoundArms = ReadonlyMap<string, ArmRecord>;

export interface Arm {
  readonly key: string;
  readonly what: string;
  /** Arms that share a learning rate, which is searched with the first of them. */
  readonly family: string;
  /** In the quick run too. */
  readonly main?: boolean;
  /** Trained with the first seed alone. */
  readonly ablation?: boolean;
  plan(steps: number, found: FoundArms): ArmPlan;
}

/** Shares of (image, block) pairs to skip, in per cent. */
export const SKIPS = [20, 40, 60] as const;
/** The one of them that stands in the main arms. */
export const MAIN_SKIP = 40;

type Saver = Plugin<'saver'>;
type More = Omit<Partial<Arm>, 'key' | 'what' | 'family' | 'plan'>;

const arm = (
  [key, what, family]: readonly [string, string, string],
  savers: (found: FoundArms) => readonly Saver[],
  more: More = {},
): Arm => ({
  ...{ key, what, family, ...more },
  plan: (steps, found) => ({ steps, savers: savers(found) }),
});

const needed = (found: FoundArms, key: string): ArmRecord => {
  const record = found.get(key);
  if (record === undefined) throw new Error(`Arm ${key} is listed after one that needs it.`);
  return record;
};

/** Plain training that costs what another arm did. */
const equalEnergy = (of: string, more: More = {}): Arm => ({
  key: `equal-energy-${of}`,
  what: `standard, energy of ${of}`,
  family: 'standard',
  ...more,
  plan: (_, found) => ({
    savers: [standard()],
    steps: equalEnergySteps(needed(found, 'standard'), needed(found, of)),
  }),
});

const combined = (skip: number) => [
  ...[smd({ stretch: 4 / 3 }), slu({ skipRatio: skip / 100 }), psg({ boundEvery: 20 }), swa()],
];

/** Survival of the last of `blocks` blocks at which those behind the first skip this share on average. */
export const survivalFor = (skip: number, blocks: number): number =>
  1 - (skip * 2 * blocks) / (blocks + 2);

/** All arms in the order in which they are trained: those that others need first. */
export function allArms(blocks: number): readonly Arm[] {
  const main = { main: true };
  return [
    arm(['standard', 'full training', 'standard'], () => [standard()], main),
    arm(['smd-half', 'SMD, same schedule', 'smd'], () => [smd()], main),
    equalEnergy('smd-half', main),
    arm(
      ['smd-two-thirds', 'SMD, schedule 4/3 as long', 'smd'],
      () => [smd({ stretch: 4 / 3 })],
      main,
    ),
    equalEnergy('smd-two-thirds', main),
    {
      key: 'early-stopping',
      what: 'standard, stopped early',
      family: 'standard',
      plan: (steps) => ({ savers: [standard()], steps, patience: PATIENCE }),
    },
    ...SKIPS.flatMap((skip) => [
      arm(
        [`slu-${skip}`, `SLU, ${skip} % skipped`, 'slu'],
        () => [slu({ skipRatio: skip / 100 })],
        { main: skip === MAIN_SKIP },
      ),
      ...stochasticDepths(skip, blocks),
      arm(
        [`random-skip-${skip}`, `random skip at the shares of SLU ${skip} %`, 'random-skip'],
        (found) => [randomSkip({ skipRatio: skipsOf(needed(found, `slu-${skip}`)) })],
      ),
    ]),
    equalEnergy(`slu-${MAIN_SKIP}`),
    arm(['psg', 'PSG and SWA', 'psg'], () => [psg({ boundEvery: 20 }), swa()], main),
    equalEnergy('psg'),
    arm(['fixed-point', '8/8/16-bit fixed point', 'fixed-point'], () => [fixedPoint()]),
    arm(['fixed-point-8', '8-bit fixed point', 'fixed-point-8'], () => [
      fixedPoint({ gradientBits: 8 }),
    ]),
    arm(['sign-sgd', 'signSGD', 'sign-sgd'], () => [signSgd()]),
    ...SKIPS.map((skip) =>
      arm([`all-${skip}`, `all three, ${skip} % skipped`, 'all'], () => combined(skip), {
        main: skip === MAIN_SKIP,
      }),
    ),
    equalEnergy(`all-${MAIN_SKIP}`),
    ...ablations(),
  ];
}

/** None where even a last block that never runs skips too little, as in deep networks above one half. */
function stochasticDepths(skip: number, blocks: number): readonly Arm[] {
  const survivalProbability = survivalFor(skip / 100, blocks);
  if (survivalProbability <= 0) return [];
  const names = [`stochastic-depth-${skip}`, `stochastic depth, ${skip} %`] as const;
  return [arm([...names, 'stochastic-depth'], () => [stochasticDepth({ survivalProbability })])];
}

function ablations(): readonly Arm[] {
  const alone = { ablation: true };
  const psgArm = (key: string, what: string, savers: () => readonly Saver[]) =>
    arm([`psg-${key}`, `PSG and SWA, ${what}`, 'psg'], savers, alone);
  return [
    ...[0.02, 0.1].map((beta) =>
      psgArm(`beta-${beta}`, `beta ${beta}`, () => [psg({ beta, boundEvery: 20 }), swa()]),
    ),
    ...[4, 16].map((predictorGradientBits) =>
      psgArm(`predictor-4-${predictorGradientBits}`, `predictor 4/${predictorGradientBits}`, () => [
        psg({ predictorGradientBits, boundEvery: 20 }),
        swa(),
      ]),
    ),
    arm(['psg-without-swa', 'PSG without SWA', 'psg'], () => [psg()], alone),
    arm(['standard-swa', 'full training and SWA', 'standard'], () => [swa()], alone),
    ...[0.25, 0.75].map((dropProbability) =>
      arm(
        [`smd-drop-${dropProbability}`, `SMD, ${100 * dropProbability} % dropped`, 'smd'],
        () => [smd({ dropProbability })],
        alone,
      ),
    ),
    arm(
      ['slu-40-cost-1', 'SLU, 40 % skipped, costWeight 1', 'slu'],
      () => [slu({ skipRatio: 0.4, costWeight: 1 })],
      alone,
    ),
  ];
}

/** By block, the share that a training skipped. */
const skipsOf = ({ shares }: ArmRecord): Record<string, number> =>
  Object.fromEntries(Object.entries(shares).map(([block, share]) => [block, 1 - share]));

/**
 * What the learning rate of a family is searched with: its first arm at the usual share, and random skip
 * at one share for all blocks, as there are none of a training yet.
 */
export function searchSavers(family: string, blocks: number): readonly Saver[] {
  const skipRatio = MAIN_SKIP / 100;
  const savers: Readonly<Record<string, () => readonly Saver[]>> = {
    standard: () => [standard()],
    smd: () => [smd()],
    slu: () => [slu({ skipRatio })],
    'stochastic-depth': () => [
      stochasticDepth({ survivalProbability: survivalFor(skipRatio, blocks) }),
    ],
    'random-skip': () => [randomSkip({ skipRatio })],
    psg: () => [psg(), swa()],
    'fixed-point': () => [fixedPoint()],
    'fixed-point-8': () => [fixedPoint({ gradientBits: 8 })],
    'sign-sgd': () => [signSgd()],
    all: () => combined(MAIN_SKIP),
  };
  return savers[family]!();
}
