import type { ReportSection } from '@picojoule/spec';
import { skippedShare } from './arm-record.ts';
import { percent, points, text } from './columns.ts';
import { SKIPS } from './families.ts';
import { type ArmOutcome, byKey, meanOf, type Outcome, testDifference } from './outcome.ts';

const RIVALS = [
  ['stochastic-depth', 'Stochastic depth'],
  ['random-skip', 'Random skip'],
] as const;

const testOf = (one: ArmOutcome): number => meanOf(one, ({ test }) => test);

/** Realised shares against their targets, and whether learned gates beat chance. */
export function skippingSection(outcome: Outcome): ReportSection[] {
  const arms = byKey(outcome);
  const rows = SKIPS.flatMap((skip) => {
    const slu = arms.get(`slu-${skip}`);
    if (slu === undefined) return [];
    const rivals = RIVALS.map(([name]) => arms.get(`${name}-${skip}`));
    const cells = rivals.flatMap((rival) => againstRival(slu, rival));
    return [[skip / 100, meanOf(slu, skippedShare), testOf(slu), ...cells, verdictOf(slu, rivals)]];
  });
  if (rows.length === 0) return [];
  return [
    {
      title: 'Skipping',
      text: 'Shares are of (image, block) pairs behind the first block, over the whole training. Random skip has the shares of each block that SLU had. Differences are of SLU against a rival, paired by seed, with half the 95 % interval of the mean where there are two seeds or more. Whether SLU wins is by the mean test accuracy alone: a difference within its interval may be chance.',
      table: {
        columns: [
          ...[percent('Target'), percent('Skipped by SLU'), percent('SLU')],
          ...RIVALS.flatMap(([, what]) => [percent(what), points('SLU against it'), points('+-')]),
          text('SLU wins'),
        ],
        rows,
      },
    },
  ];
}

function againstRival(slu: ArmOutcome, rival: ArmOutcome | undefined): (number | null)[] {
  if (rival === undefined) return [null, null, null];
  const difference = testDifference(slu, rival);
  return [testOf(rival), difference.points, difference.halfWidth ?? null];
}

function verdictOf(slu: ArmOutcome, rivals: readonly (ArmOutcome | undefined)[]): string {
  const found = rivals.filter((rival) => rival !== undefined);
  if (found.length === 0) return 'no rival here';
  return found.every((rival) => testOf(slu) > testOf(rival)) ? 'yes' : 'no';
}
