import { eyerissJoules } from '@picojoule/energy';
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
import type { Saver } from './arm.ts';

/** Shares of (image, block) pairs to skip, in per cent. */
export const SKIPS = [20, 40, 60] as const;
/** The one of them that stands in the main arms, and that learning rates are searched at. */
export const MAIN_SKIP = 40;
/** Steps from one that also bounds the wrong signs to the next. */
const BOUND_EVERY = 20;

/** PSG as the arms have it: with averaged weights, and a bound at times. */
export const psgAndSwa = (options: Parameters<typeof psg>[0] = {}): readonly Saver[] => [
  psg({ boundEvery: BOUND_EVERY, ...options }),
  swa(),
];

/** Blocks are priced against each other as the report prices the training. */
export const sluAt = (
  skipRatio: number,
  options: Omit<NonNullable<Parameters<typeof slu>[0]>, 'skipRatio' | 'energy'> = {},
): Saver => slu({ ...options, skipRatio, energy: eyerissJoules() });

/** SMD as in the paper's combined rows, SLU at this share in per cent, PSG. */
export const allThree = (skip: number): readonly Saver[] => [
  smd({ stretch: 4 / 3 }),
  sluAt(skip / 100),
  ...psgAndSwa(),
];

/** Survival of the last of `blocks` blocks at which those behind the first skip this share on average. */
export const survivalFor = (skip: number, blocks: number): number =>
  1 - (skip * 2 * blocks) / (blocks + 2);

/**
 * What the learning rate of a family is searched with. Random skip has one share for all blocks, as there
 * are none of a training yet.
 */
export function searchSavers(family: string, blocks: number): readonly Saver[] {
  const skipRatio = MAIN_SKIP / 100;
  const survivalProbability = survivalFor(skipRatio, blocks);
  const savers: Readonly<Record<string, () => readonly Saver[]>> = {
    standard: () => [standard()],
    smd: () => [smd()],
    slu: () => [sluAt(skipRatio)],
    'stochastic-depth': () => [stochasticDepth({ survivalProbability })],
    'random-skip': () => [randomSkip({ skipRatio })],
    psg: () => psgAndSwa(),
    'fixed-point': () => [fixedPoint()],
    'fixed-point-8': () => [fixedPoint({ gradientBits: 8 })],
    'sign-sgd': () => [signSgd()],
    all: () => allThree(MAIN_SKIP),
  };
  return savers[family]!();
}
