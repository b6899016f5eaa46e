import type { Arm } from './arm.ts';
import type { ArmRecord } from './arm-record.ts';
import type { Scale } from './scales.ts';
import type { Trial } from './search-rates.ts';
import { halfWidth, spreadOf } from './spread.ts';
import type { Interval } from './time-stage.ts';

/** One arm with one seed. */
export interface Training extends ArmRecord {
  /** On all test images. */
  readonly test: number;
}

/** One arm with all its seeds, in the same order for every arm. */
export interface ArmOutcome {
  readonly arm: Arm;
  readonly trainings: readonly Training[];
}

/** All that the experiment found; report and figures are made from this alone. */
export interface Outcome {
  readonly scale: Scale;
  readonly backend: string;
  readonly model: string;
  readonly trials: readonly Trial[];
  readonly arms: readonly ArmOutcome[];
  /** Of savers that skip, timed in turn with full training. */
  readonly times: readonly Interval[];
  /** Of one image in a step of `psg()`, from shapes: share of the bit products that prediction can save. */
  readonly ceiling: number;
}

/** Mean over the seeds. */
export const meanOf = (
  { trainings }: Pick<ArmOutcome, 'trainings'>,
  what: (training: Training) => number,
): number => spreadOf(trainings.map(what)).mean;

/** Per seed, a figure of one arm less that of another, for the seeds that both have. */
function pairedDifferences(
  one: ArmOutcome,
  other: ArmOutcome,
  what: (training: Training) => number,
): number[] {
  return one.trainings.flatMap((training) => {
    const partner = other.trainings.find(({ seed }) => seed === training.seed);
    return partner === undefined ? [] : [what(training) - what(partner)];
  });
}

/** How much more of the test images one arm gets right than another, paired by seed. */
interface TestDifference {
  /** Mean over the seeds, in points. */
  readonly points: number;
  /** Half the 95 % interval of the mean, in points; undefined for one seed. */
  readonly halfWidth: number | undefined;
  /** Those that both have. */
  readonly seeds: number;
}

export function testDifference(one: ArmOutcome, other: ArmOutcome): TestDifference {
  const differences = pairedDifferences(one, other, ({ test }) => 100 * test);
  return {
    points: spreadOf(differences).mean,
    halfWidth: halfWidth(differences),
    seeds: differences.length,
  };
}

/** Seeds that every one of these arms was trained with. */
export function commonSeeds(arms: readonly ArmOutcome[]): readonly number[] {
  const [first = [], ...others] = arms.map(({ trainings }) => trainings.map(({ seed }) => seed));
  return first.filter((seed) => others.every((seeds) => seeds.includes(seed)));
}

export const byKey = ({ arms }: Pick<Outcome, 'arms'>): ReadonlyMap<string, ArmOutcome> =>
  new Map(arms.map((one) => [one.arm.key, one]));

/** Mean over the seeds of a figure of one arm, as a multiple of another's. */
export function pairedRatio(
  one: ArmOutcome,
  other: ArmOutcome,
  what: (training: Training) => number,
): number {
  const ratios = one.trainings.flatMap((training) => {
    const partner = other.trainings.find(({ seed }) => seed === training.seed);
    return partner === undefined ? [] : [what(training) / what(partner)];
  });
  return spreadOf(ratios).mean;
}
