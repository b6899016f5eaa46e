import type { ReportSection } from '@picojoule/spec';
import { cycleSections } from './cycle-sections.ts';
import { energyColumn, percent, ratioOf, text, whole } from './report-cells.ts';
import type { Results, TrainingRecord } from './results.ts';

/** What the trainings of a run executed, and how they went; nothing where there was none. */
export function trainingSections(results: Results): readonly ReportSection[] {
  const { trainings } = results;
  if (trainings.length === 0) return [];
  const skipping = trainings.some(({ executedShares }) => executedShares !== undefined);
  const predicting = trainings.some((training) => predictionOf(training) !== undefined);
  return [
    workSection(results),
    ...(skipping ? [skippingSection(results)] : []),
    ...(predicting ? [predictionSection(results)] : []),
    ...cycleSections(results),
    curvesSection(results),
  ];
}

function workSection(results: Results): ReportSection {
  const { trainings, seconds, energy, devices } = results;
  const own =
    devices === undefined
      ? ' Few bits are emulated and save no time here; only the wall-clock was measured.'
      : '';
  return {
    title: 'Training',
    text: `Steps and MACs from the ledger: executed are those of the launched kernels, nominal those of the layer passes they stand for. A dropped batch is never loaded. Energy is that of the whole training, modelled by "${energy.model}" from the ledger's emulated work: its widths, its skipped work, its feature maps dense.${own}`,
    table: {
      columns: [
        text('Training'),
        text('Savers'),
        whole('Scheduled steps'),
        whole('Executed steps'),
        { title: 'Executed MACs', format: 'si' },
        { title: 'Nominal MACs', format: 'si' },
        energyColumn(results, 'Training energy'),
        { title: 'Wall-clock', unit: 's', format: { digits: 1 } },
      ],
      rows: trainings.map((training) => [
        training.part,
        training.savers.join(', ') || 'none',
        training.scheduled,
        training.executed,
        training.executedMacs,
        training.nominalMacs,
        training.energy ?? null,
        seconds[training.part] ?? null,
      ]),
    },
  };
}

function skippingSection({ trainings }: Results): ReportSection {
  return {
    title: 'Skipped blocks',
    text: 'Share of the images trained on that executed each residual block, from the ledger.',
    table: {
      columns: [text('Training'), text('Block'), { title: 'Executed', format: 'percent' }],
      rows: trainings.flatMap(({ part, executedShares = {} }) =>
        Object.entries(executedShares).map(([block, share]) => [part, block, share]),
      ),
    },
  };
}

/** One line of the summary for a training that skipped blocks; none for another. */
export function skippingSentence({ part, executedShares = {} }: TrainingRecord): string[] {
  const shares = Object.values(executedShares).filter((share) => share < 1);
  if (shares.length === 0) return [];
  const kept = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return [
    `${part}: ${percent(1 - kept)} of the (image, block) pairs were skipped, of the ${shares.length} blocks that were skipped at all (ledger).`,
  ];
}

/** Shares of a training that predicted signs. */
function predictionOf({ signs, bitProducts }: TrainingRecord) {
  // Where tiles are spared, cycles tell the saving.
  if (signs === undefined || signs.tiles !== undefined || bitProducts === undefined) {
    return undefined;
  }
  const { formed, unpredicted, floor } = bitProducts;
  const saved = (products: number) => ratioOf(unpredicted - products, unpredicted);
  const { bounded } = signs;
  return {
    predicted: ratioOf(signs.predicted, signs.weights),
    wrong: signs.wrong === undefined ? null : ratioOf(signs.wrong, signs.predicted),
    bound: bounded === undefined ? null : ratioOf(bounded.bound, bounded.predicted),
    formed,
    saved: saved(formed),
    ceiling: saved(floor),
  };
}

function predictionSection({ trainings }: Results): ReportSection {
  const percentage = (title: string) => ({ title, format: 'percent' }) as const;
  return {
    title: 'Predicted signs',
    text: 'Signs of weight gradients that the most significant bits decided, and those among them that the full gradient contradicts; the bound is an expectation that rests on rounding errors of mean zero, from the steps that stated one. Bit products, MACs times the bits of both operands, are what a bit-serial machine would form: saved against the same passes without prediction, at most where every sign is predicted.',
    table: {
      columns: [
        text('Training'),
        percentage('Signs predicted'),
        percentage('Wrong among them'),
        percentage('Bound of wrong'),
        { title: 'Bit products', format: 'si' },
        percentage('Saved by prediction'),
        percentage('At most'),
      ],
      rows: trainings.flatMap((training) => {
        const found = predictionOf(training);
        if (found === undefined) return [];
        const { predicted, wrong, bound, formed, saved, ceiling } = found;
        return [[training.part, predicted, wrong, bound, formed, saved, ceiling]];
      }),
    },
  };
}

/** One line of the summary for a training that predicted signs; none for another. */
export function predictionSentence(training: TrainingRecord): string[] {
  const found = predictionOf(training);
  if (found === undefined) return [];
  const { predicted, wrong, bound, saved, ceiling } = found;
  const share = (value: number | null) => (value === null ? 'none' : percent(value));
  const limit = bound === null ? '' : `, bound ${share(bound)}`;
  return [
    `${training.part}: ${share(predicted)} of the signs were predicted, ${share(wrong)} of these wrong${limit}; that saves ${share(saved)} of the bit products of a machine of these widths, of ${share(ceiling)} at most, and no time here.`,
  ];
}

function curvesSection({ trainings }: Results): ReportSection {
  return {
    title: 'Training curves',
    text: 'Mean loss of the batches trained on, over scheduled steps.',
    plot: {
      kind: 'line',
      x: { label: 'Scheduled step' },
      y: { label: 'Cross-entropy', logarithmic: true },
      series: trainings.map(({ part, history }) => ({
        name: part,
        points: history.map(({ step, loss }) => [step, loss] as const),
      })),
    },
  };
}
