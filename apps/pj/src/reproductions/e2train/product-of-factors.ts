import { skippedShare } from './arm-record.ts';
import { type ArmOutcome, pairedRatio, type Training } from './outcome.ts';

/** A measure of work, against full training. */
export interface Factors {
  readonly measure: string;
  readonly smd: number;
  readonly slu: number;
  readonly psg: number;
  /** Of the three. */
  readonly product: number;
  /** Of the training with all three. */
  readonly combined: number;
}

export const MEASURES: readonly (readonly [string, (training: Training) => number])[] = [
  ['executed MACs', ({ macs }) => macs.executed],
  ['bit products', ({ bitProducts }) => bitProducts.formed],
  ['modelled energy', ({ energy }) => energy],
];

/** The saved work of all three beside the product of what each saves alone. */
export function factorsOf(
  arms: Readonly<Record<'standard' | 'smd' | 'slu' | 'psg' | 'all', ArmOutcome>>,
): readonly Factors[] {
  return MEASURES.map(([measure, what]) => {
    const of = (key: 'smd' | 'slu' | 'psg' | 'all') => pairedRatio(arms[key], arms.standard, what);
    const [smd, slu, psg] = [of('smd'), of('slu'), of('psg')];
    return { measure, smd, slu, psg, product: smd * slu * psg, combined: of('all') };
  });
}

/** What makes combined work differ from the product, each in its own terms. */
export function explainDifference({
  smd,
  slu,
  all,
}: Readonly<Record<'smd' | 'slu' | 'all', ArmOutcome>>): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const mean = (outcome: ArmOutcome, what: (training: Training) => number) =>
    outcome.trainings.reduce((sum, training) => sum + what(training), 0) / outcome.trainings.length;
  const share = (name: string) =>
    mean(all, ({ passes }) => {
      const total = Object.values(passes).reduce((a, b) => a + b, 0);
      return (passes[name] ?? 0) / total;
    });
  const [alone, together] = [mean(slu, skippedShare), mean(all, skippedShare)];
  const steps = mean(all, ({ executed }) => executed) / mean(smd, ({ executed }) => executed);
  return [
    `Gates skipped ${percent(together)} of the pairs with all three and ${percent(alone)} alone;`,
    `executed steps were ${percent(steps)} of those of SMD alone (the same draws for the same seed);`,
    `gates are ${percent(share('gate'))} of its MACs and the statistics of averaged weights ${percent(share('statistics'))}, which do not shrink with the steps.`,
    'In energy, layers in few bits save least where data moves and not bits: the factor of PSG holds for blocks and for layers outside them alike only in bit products.',
  ].join(' ');
}
