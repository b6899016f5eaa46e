import type { ReportSection } from '@picojoule/spec';
import { finalAccuracy } from './arm-record.ts';
import { count, joules, percent, points, seconds, text } from './columns.ts';
import {
  type ArmOutcome,
  commonSeeds,
  meanOf,
  type Outcome,
  pairedRatio,
  testDifference,
} from './outcome.ts';
import { spentUntil } from './spent-until.ts';
import { spreadOf } from './spread.ts';

/** Points of held-out accuracy below full training's at which spent energy is compared. */
const BELOW = [2, 1, 0.5, 0] as const;

/** Every arm: what it did, took and reached; totals beside every per cent. */
export function armsSection(
  title: string,
  arms: readonly ArmOutcome[],
  { model, ...outcome }: Outcome,
): ReportSection {
  const full = fullOf(outcome);
  return {
    title,
    text: `Means over the seeds, with the sample standard deviation of the accuracy. Accuracy is that of all test images, looked at once. Against full: paired by seed, with half the 95 % interval of the mean where there are two seeds or more. Energy is modelled by "${model}" from the ledger's emulated work, feature maps dense; seconds were measured and are those of training alone. PSG and fixed point are emulated and save no time on this machine.`,
    table: {
      columns: [
        ...[text('Arm'), { title: 'Rate', format: { digits: 2 } } as const],
        ...[count('Seeds'), count('Executed steps')],
        { title: 'Executed MACs', format: 'si' },
        { title: 'Bit products', format: 'si' },
        ...[joules('Energy'), percent('Energy of full'), seconds('Time'), percent('Time of full')],
        ...[percent('Accuracy'), points('Deviation'), points('Against full'), points('+-')],
      ],
      rows: arms.map((one) => {
        const mean = (what: Parameters<typeof meanOf>[1]) => meanOf(one, what);
        const ratio = (what: Parameters<typeof meanOf>[1]) => pairedRatio(one, full, what);
        const accuracies = spreadOf(one.trainings.map(({ test }) => 100 * test));
        const difference = testDifference(one, full);
        return [
          ...[one.arm.what, one.trainings[0]!.learningRate, one.trainings.length],
          Math.round(mean(({ executed }) => executed)),
          mean(({ macs }) => macs.executed),
          mean(({ bitProducts }) => bitProducts.formed),
          ...[mean(({ energy }) => energy), ratio(({ energy }) => energy)],
          ...[mean((one) => one.seconds), ratio((one) => one.seconds)],
          ...[accuracies.mean / 100, accuracies.deviation ?? null],
          ...[difference.points, difference.halfWidth ?? null],
        ];
      }),
    },
  };
}

/**
 * Energy that each arm had spent when it first reached an accuracy, with the seeds that all arms share;
 * never is a dash.
 */
export function spentSection({ arms, model }: Outcome): ReportSection {
  const seeds = commonSeeds(arms.filter(({ arm }) => !arm.ablation));
  const shared = arms.map(({ arm, trainings }) => ({
    arm,
    trainings: trainings.filter(({ seed }) => seeds.includes(seed)),
  }));
  const reached = meanOf(fullOf({ arms: shared }), finalAccuracy);
  const targets = BELOW.map((below) => reached - below / 100);
  return {
    title: 'Energy to an accuracy',
    text: `On the held-out images, from looks in equal distances; between two of them in proportion. Of full training's last accuracy and less. Means over the seeds that all arms have but ablations, which have the first alone; a dash where a seed never got there. A look sees the weights of the moment: averages of weights are there at the end alone. Modelled by "${model}".`,
    table: {
      columns: [
        ...[text('Arm'), count('Seeds')],
        ...targets.map((target) => joules(`${(100 * target).toFixed(2)} %`)),
      ],
      rows: shared.map(({ arm, trainings }) => [
        ...[arm.what, trainings.length],
        ...targets.map((target) => {
          const spent = trainings.map(({ curve }) => spentUntil(curve, target));
          return spent.every((value) => value !== undefined) ? spreadOf(spent).mean : null;
        }),
      ]),
    },
  };
}

/** Accuracy over energy, one point an arm. */
export const scatterSection = ({ arms, model }: Outcome): ReportSection => ({
  title: 'Accuracy against energy',
  plot: {
    kind: 'scatter',
    x: { label: `Energy of the training, modelled by ${model} (J)` },
    y: { label: 'Accuracy on the test images (%)' },
    series: [...new Set(arms.map(({ arm }) => arm.family))].map((family) => ({
      name: family,
      points: arms
        .filter(({ arm }) => arm.family === family)
        .map(
          (one) =>
            [meanOf(one, ({ energy }) => energy), 100 * meanOf(one, ({ test }) => test)] as const,
        ),
    })),
  },
});

export const fullOf = ({ arms }: Pick<Outcome, 'arms'>): ArmOutcome =>
  arms.find(({ arm }) => arm.key === 'standard')!;
