import type { ReportSection } from '@picojoule/spec';
import { count, joules, points, text } from './columns.ts';
import { byKey, meanOf, type Outcome, testDifference } from './outcome.ts';

/** Each arm beside plain training with as many steps as the arm's energy pays for. */
export function equalEnergySection(outcome: Outcome): ReportSection[] {
  const { arms, model } = outcome;
  const all = byKey(outcome);
  const rows = arms.flatMap((one) => {
    const control = all.get(`equal-energy-${one.arm.key}`);
    if (control === undefined) return [];
    const { points: difference, halfWidth, seeds } = testDifference(one, control);
    const [own, its] = [one, control].map((arm) => meanOf(arm, ({ energy }) => energy));
    return [[one.arm.what, seeds, own!, its!, difference, halfWidth ?? null]];
  });
  if (rows.length === 0) return [];
  return [
    {
      title: 'Against plain training of equal energy',
      text: `Test accuracy of an arm less that of plain training whose steps cost the same, with a schedule of that length; paired by seed, with half the 95 % interval of the mean where there are two seeds or more. Energies are modelled by "${model}".`,
      table: {
        columns: [
          ...[text('Arm'), count('Seeds'), joules('Energy'), joules('Energy of plain training')],
          ...[points('Difference'), points('+-')],
        ],
        rows,
      },
    },
  ];
}
