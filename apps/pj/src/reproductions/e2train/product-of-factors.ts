import { skippedShare } from './arm-record.ts';
import { type ArmOutcome, pairedRatio, type Training } from './outcome.ts';

/** A measure of work, against full training. */
interface Factors {
  readonly measure: string;
  readonly smd: number;
  readonly slu: number;
  readonly psg: number;
  /** Of the three. */
  readonly product: number;
  /** Of the training with all three. */
  readonly combined: number;
}

const MEASURES: readonly (readonly [string, (training: Training) => number])[] = [
  ['emulated MACs, forward and input gradient', ({ passes }) => sumOf(passes, UNTOUCHED)],
  ['executed MACs', ({ macs }) => macs.executed],
  ['bit products', ({ bitProducts }) => bitProducts.formed],
  ['modelled energy', ({ energy }) => energy],
];

/** Passes that PSG computes as they are, in fewer bits: their MACs show steps and shares alone. */
const UNTOUCHED = ['forward', 'input-gradient'] as const;

const sumOf = (passes: Training['passes'], names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (passes[name] ?? 0), 0);

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
    'The first row is of passes that PSG leaves whole: where it differs from its product, steps or shares were others than alone.',
    `Gates skipped ${percent(together)} of the pairs with all three and ${percent(alone)} alone;`,
    `executed steps were ${percent(steps)} of those of SMD alone.`,
    `The pass of statistics for averaged weights, ${percent(share('statistics'))} of the emulated MACs of all three, comes once and does not shrink with the steps; gates are ${percent(share('gate'))}.`,
    'What is left in the last row is of the energy model: narrower operands save movement and computation in other proportions in the skipped blocks than in the layers that always run.',
  ].join(' ');
}
