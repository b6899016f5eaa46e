import type { Claim } from '../claims.ts';
import { skippedShare } from './arm-record.ts';
import { SKIPS } from './arms.ts';
import {
  type ArmOutcome,
  meanOf,
  type Outcome,
  pairedDifferences,
  pairedRatio,
} from './outcome.ts';
import { spreadOf } from './spread.ts';

/** Figures by name, and what is promised of them; of arms that were not trained there are none. */
export interface Promises {
  readonly values: Readonly<Record<string, number>>;
  readonly claims: readonly Claim[];
}

type Bound = readonly [figure: string, value: number, is: Claim['is'], than: number];

/** Points of test accuracy that an arm gains on another, mean over the seeds. */
const points = (one: ArmOutcome, other: ArmOutcome): number =>
  100 * spreadOf(pairedDifferences(one, other, ({ test }) => test)).mean;

export function promisesOf({ arms, ceiling }: Outcome): Promises {
  const byKey = new Map(arms.map((outcome) => [outcome.arm.key, outcome]));
  const of = (key: string) => byKey.get(key);
  const full = of('standard')!;
  const bounds: Bound[] = [];
  const bound = (keys: readonly string[], make: (...found: ArmOutcome[]) => Bound[]) => {
    const found = keys.map(of);
    if (found.every((outcome) => outcome !== undefined)) bounds.push(...make(...found));
  };

  for (const key of ['smd-half', 'smd-two-thirds']) {
    bound([key, `equal-energy-${key}`], (smd, equal) => [
      [`${key} against full`, points(smd!, full), '>=', -0.5],
      [`${key} against equal energy`, points(smd!, equal!), '>=', -0.3],
      [`${key} seconds over its ledger`, secondsOverLedger(smd!, full), '<=', 0.08],
    ]);
  }
  for (const skip of SKIPS) {
    bound([`slu-${skip}`], (slu) => [
      [
        `slu-${skip} points off its target`,
        Math.max(...slu!.trainings.map((one) => Math.abs(100 * skippedShare(one) - skip))),
        '<=',
        2,
      ],
      [`slu-${skip} seconds over its ledger`, secondsOverLedger(slu!, full), '<=', 0.08],
    ]);
    bound([`all-${skip}`], (all) => [[`all-${skip} against full`, points(all!, full), '>=', -2.5]]);
  }
  bound(['psg'], (psg) => {
    const sum = (what: (signs: NonNullable<(typeof psg.trainings)[0]['signs']>) => number) =>
      psg!.trainings.reduce((total, { signs }) => total + (signs ? what(signs) : 0), 0);
    const saved = ({ bitProducts: { formed, unpredicted } }: (typeof psg.trainings)[0]) =>
      1 - formed / unpredicted;
    const wrong = sum(({ bounded }) => bounded?.wrong ?? 0);
    const limit = sum(({ bounded }) => bounded?.bound ?? 0);
    const decided = sum(({ bounded }) => bounded?.predicted ?? 0);
    return [
      ['psg against full', points(psg!, full), '>=', -1.5],
      ['psg signs predicted', sum((s) => s.predicted) / sum((s) => s.weights), '>=', 0.6],
      ['psg wrong signs, less their bound', (wrong - limit) / decided, '<=', 0],
      ['psg bit products saved, less the most', meanOf(psg!, saved) - ceiling, '<=', 0],
    ];
  });
  const accuracies = arms.map(
    (outcome) =>
      [`${outcome.arm.key} accuracy`, 100 * meanOf(outcome, ({ test }) => test)] as const,
  );
  const energies = arms.map(
    (outcome) =>
      [`${outcome.arm.key} energy`, pairedRatio(outcome, full, ({ energy }) => energy)] as const,
  );
  // Seconds are a machine's: they are promised, and not compared with committed ones.
  const compared = bounds.filter(([figure]) => !figure.includes('seconds'));
  return {
    values: Object.fromEntries([
      ...accuracies,
      ...energies,
      ...compared.map(([figure, value]) => [figure, value] as const),
    ]),
    claims: bounds.map(([figure, value, is, than]) => ({
      what: `${figure}: ${value.toFixed(3)} ${is} ${than}`,
      figure: compared.some(([name]) => name === figure) ? figure : value,
      is,
      than,
    })),
  };
}

/** Measured seconds against full training, less executed MACs against full training. */
const secondsOverLedger = (one: ArmOutcome, full: ArmOutcome): number =>
  pairedRatio(one, full, ({ seconds }) => seconds) -
  pairedRatio(one, full, ({ macs }) => macs.executed);
