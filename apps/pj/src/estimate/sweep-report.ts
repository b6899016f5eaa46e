import type { EnergyEstimate, Report } from '@picojoule/spec';
import { ratio } from './compare-models.ts';
import { madeBy, pricedOf, scaleOf } from './estimate-report.ts';
import type { Network } from './network.ts';
import { byType, DATA_TYPES, energyColumn, stackedBars } from './parts.ts';
import type { Sweep } from './sweep.ts';

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
  const fixed = setting === 'batch' ? '' : `, in batches of ${network.batch}`;
  return {
    title: `Energy of ${network.name} over ${setting}`,
    summary: [
      `${madeBy(estimate)}; ${per}${fixed}. Ratios are to ${setting} ${points[0]!.value}.`,
      ...network.notes.filter((note) =>
        points.every((point) => point.network.notes.includes(note)),
      ),
      pricedOf(estimate, network),
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
    ],
  };
}
