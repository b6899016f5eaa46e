import type { ReportSection } from '@picojoule/spec';
import type { Arm } from './arm.ts';
import { percent, ratio, text } from './columns.ts';
import { MAIN_SKIP } from './families.ts';
import { type ArmOutcome, byKey, meanOf, type Outcome, type Training } from './outcome.ts';
import { explainDifference, factorsOf } from './product-of-factors.ts';
import { PUBLISHED } from './published.ts';
import type { Quartiles } from './spread.ts';
import { ABOVE, timeAgainst } from './time-against.ts';
import { type Interval, TIMED_BATCH } from './time-stage.ts';

/** What savers that skip save of the time, beside what the ledger says. */
export function timeSection(
  arms: readonly Pick<Arm, 'key' | 'what'>[],
  times: readonly Interval[],
): ReportSection {
  return {
    title: 'Time against the ledger',
    text: `Some steps of each, of ${TIMED_BATCH} images, in turn, round by round, after rounds in which kernels are prepared for the numbers of images that come, against those of full training in the same round; medians of the rounds, with quartiles. Seconds were measured, MACs are those of the kernels that were launched, energy is modelled from the same ledger. Promised of SMD and SLU: seconds at most ${ABOVE} above the MACs, and above the energy: the share of seconds less the other, of the same round. SMD is timed with one schedule: its steps are the same with another.`,
    table: {
      columns: [
        ...[text('Arm'), ratio('Seconds'), ratio('Executed MACs'), ratio('Modelled energy')],
        ...['MACs', 'energy'].flatMap((work) => [
          ...[ratio(`Above ${work}`), ratio('Lower quartile'), ratio('Upper quartile')],
        ]),
      ],
      rows: arms.flatMap(({ key, what }) => {
        const found = timeAgainst(times, key, 'standard');
        if (found === undefined || key === 'standard') return [];
        const { shares, above } = found;
        const spread = ({ median, lower, upper }: Quartiles) => [median, lower, upper];
        return [
          [
            ...[what, shares.seconds.median, shares.macs.median, shares.energy.median],
            ...[...spread(above.macs), ...spread(above.energy)],
          ],
        ];
      }),
    },
  };
}

/** How signs were predicted, and what that saved of the bit products. */
export function signsSection({ arms, ceiling }: Outcome): ReportSection[] {
  const predicting = arms.filter(({ trainings }) => trainings[0]!.signs !== undefined);
  if (predicting.length === 0) return [];
  const sum = (one: ArmOutcome, what: (signs: NonNullable<Training['signs']>) => number) =>
    one.trainings.reduce((total, { signs }) => total + (signs ? what(signs) : 0), 0);
  return [
    {
      title: 'Predicted signs',
      text: `Of all weights with a predicted gradient, over all executed steps; wrong and bound are of the steps that stated a bound. With a 4/10 predictor at most ${(100 * ceiling).toFixed(2)} % of a step's bit products can be saved here, from shapes; the probes of the bound are not counted among them. The paper's 63 % (recalled) is of another measure: energy on its board, against float32.`,
      table: {
        columns: [
          ...[text('Arm'), percent('Predicted'), percent('Wrong'), percent('Bound')],
          ...[percent('Bit products saved'), percent('At most')],
        ],
        rows: predicting.map((one) => {
          const decided = sum(one, ({ bounded }) => bounded?.predicted ?? 0);
          const share = (count: number) => (decided === 0 ? null : count / decided);
          const saved = (what: 'formed' | 'floor') =>
            meanOf(one, ({ bitProducts }) => 1 - bitProducts[what] / bitProducts.unpredicted);
          return [
            one.arm.what,
            sum(one, ({ predicted }) => predicted) / sum(one, ({ weights }) => weights),
            share(sum(one, ({ bounded }) => bounded?.wrong ?? 0)),
            share(sum(one, ({ bounded }) => bounded?.bound ?? 0)),
            ...[saved('formed'), saved('floor')],
          ];
        }),
      },
    },
  ];
}

/** The work of all three beside the product of their factors. */
export function productSection(outcome: Outcome): ReportSection[] {
  const arms = byKey(outcome);
  const [standard, smd, slu] = ['standard', 'smd-two-thirds', `slu-${MAIN_SKIP}`].map((key) =>
    arms.get(key),
  );
  const [psg, all] = ['psg', `all-${MAIN_SKIP}`].map((key) => arms.get(key));
  if (!(standard && smd && slu && psg && all)) return [];
  return [
    {
      title: 'All three, and the product of the factors',
      text: explainDifference({ smd, slu, all }),
      table: {
        columns: [
          text('Against full'),
          ...['SMD', 'SLU', 'PSG', 'Product', 'All three'].map(ratio),
        ],
        rows: factorsOf({ standard, smd, slu, psg, all }).map((one) => [
          ...[one.measure, one.smd, one.slu, one.psg, one.product, one.combined],
        ]),
      },
    },
  ];
}

export const ratesSection = ({ trials, scale }: Outcome): ReportSection => ({
  title: 'Learning rates',
  text: `Every family at every rate alike: ${scale.searchSteps} scheduled steps with the first seed; the smallest rate within one standard error of the best accuracy on the held-out images is taken.`,
  table: {
    columns: [text('Family'), ...scale.rates.map((rate) => percent(`rate ${rate}`))],
    rows: [...new Set(trials.map(({ family }) => family))].map((family) => [
      family,
      ...scale.rates.map(
        (rate) =>
          trials.find((trial) => trial.family === family && trial.rate === rate)?.accuracy ?? null,
      ),
    ]),
  },
});

export const paperSection = (): ReportSection => ({
  title: 'What the paper reports',
  text: 'ResNet-74 on CIFAR-10, energy measured on a Zynq-7000 board against float32 training without savings, one seed; no joules, no time. Rows marked recalled were not confirmed against its table.',
  table: {
    columns: [text('Method'), text('Energy saved (%)'), text('Top-1 (%)'), text('Standing')],
    rows: PUBLISHED.map((row) => [row.method, row.energySaved, row.accuracy, row.standing]),
  },
});
