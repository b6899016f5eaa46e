import type { EnergyEstimate, Report, Unpriced } from '@picojoule/spec';
import { ratio } from './compare-models.ts';
import { madeBy, pricedOf, scaleOf } from './estimate-report.ts';
import type { Network } from './network.ts';
import { byType, DATA_TYPES, energyColumn, stackedBars } from './parts.ts';
import type { Sweep } from './sweep.ts';
import { unpricedSection } from './unpriced.ts';

export interface SweepPoint {
  readonly value: number;
  readonly network: Network;
  readonly estimate: EnergyEstimate;
}

/** A network's energy over the values of one setting, with ratios to the first of them. */
export function sweepReport(setting: Sweep['setting'], points: readonly SweepPoint[]): Report {
  const rows = points.map(({ value, network, estimate }) => {
    const { images } = scaleOf(network, estimate);
    const types = byType(estimate.layers).map((energy) => energy / images);
    return { value, types, total: estimate.total / images };
  });
  const { network, estimate } = points[0]!;
  const { per } = scaleOf(network, estimate);
  const fixed =
    setting === 'batch' || network.batch === undefined ? '' : `, in batches of ${network.batch}`;
  const unpriced = unpricedOfAny(points);
  return {
    title: `Energy of ${network.name} over ${setting}`,
    summary: [
      `${madeBy(estimate)}; ${per}${fixed}. Ratios are to ${setting} ${points[0]!.value}.`,
      ...new Set(points.flatMap((point) => point.network.notes)),
      ...pricedOfAll(setting, points),
    ],
    sections: [
      {
        title: `By data type, ${per}`,
        table: {
          columns: [
            { title: setting },
            ...DATA_TYPES.map((title) => energyColumn(title, estimate)),
            energyColumn('total', estimate),
            { title: 'ratio', format: { digits: 3 }, bar: true },
          ],
          rows: rows.map(({ value, types, total }) => [
            value,
            ...types,
            total,
            ratio(total, rows[0]!.total),
          ]),
        },
        plot: stackedBars(
          setting,
          estimate,
          rows.map(({ value, types }) => ({ name: String(value), types })),
        ),
      },
      ...(unpriced.length > 0 ? [unpricedSection({ unpriced })] : []),
    ],
  };
}

/** How much is priced: one sentence where it is the same for all points. */
function pricedOfAll(setting: string, points: readonly SweepPoint[]): string[] {
  const values = new Map<string, number[]>();
  for (const { value, network, estimate } of points) {
    const sentence = pricedOf(estimate, network);
    values.set(sentence, [...(values.get(sentence) ?? []), value]);
  }
  return [...values].map(([sentence, of]) =>
    values.size === 1 ? sentence : `${setting} ${of.join(', ')}: ${sentence}`,
  );
}

/** What is left out at some point, each once. */
function unpricedOfAny(points: readonly SweepPoint[]): Unpriced[] {
  const all = points.flatMap(({ estimate }) => estimate.unpriced);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
