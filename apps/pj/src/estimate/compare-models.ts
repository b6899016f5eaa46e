import { type EnergyEstimate, type Report, type ReportSection, unitName } from '@picojoule/spec';
import { pricedOf, scaleOf } from './estimate-report.ts';
import type { Network } from './network.ts';
import { byType, DATA_TYPES, energyColumn, passName, stackedBars } from './parts.ts';

export interface Priced {
  /** As the user named the model. */
  readonly name: string;
  readonly estimate: EnergyEstimate;
}

/** Several models' prices of one network, side by side, with ratios to the first of them. */
export function compareModels(network: Network, models: readonly Priced[]): Report {
  const scale = scaleOf(network);
  const units = new Set(models.map(({ estimate }) => estimate.unit));
  const alike = units.size === 1;
  return {
    title: `Energy of ${network.name} by ${models.map(({ name }) => name).join(', ')}`,
    summary: [
      ...models.map(
        ({ name, estimate }) => `${name}: ${estimate.model}. ${pricedOf(estimate, network)}`,
      ),
      `Energies ${scale.per}${network.batch === undefined ? '' : `, in batches of ${network.batch}`}.`,
      ...(alike ? [] : ['The units differ, so there are no ratios.']),
      ...network.notes,
    ],
    sections: [
      layersSection(models, scale.images, scale.per, alike),
      typesSection(models, scale.images, scale.per, alike),
    ],
  };
}

function layersSection(
  models: readonly Priced[],
  images: number,
  per: string,
  alike: boolean,
): ReportSection {
  const totals = models.map(
    ({ estimate }) => new Map(estimate.layers.map((one) => [passName(one), one.total / images])),
  );
  const names = [...new Set(totals.flatMap((one) => [...one.keys()]))];
  const row = (name: string, energies: readonly (number | undefined)[]) => [
    name,
    ...energies.map((energy) => energy ?? null),
    ...(alike ? energies.slice(1).map((energy) => ratio(energy, energies[0])) : []),
  ];
  return {
    title: `By layer, ${per}`,
    table: {
      columns: [
        { title: 'layer' },
        ...models.map(({ name, estimate }) => energyColumn(name, estimate.unit)),
        ...(alike ? models.slice(1).map(({ name }) => ratioColumn(name, models[0]!.name)) : []),
      ],
      rows: [
        ...names.map((name) =>
          row(
            name,
            totals.map((one) => one.get(name)),
          ),
        ),
        row(
          'all',
          models.map(({ estimate }) => estimate.total / images),
        ),
      ],
    },
  };
}

function typesSection(
  models: readonly Priced[],
  images: number,
  per: string,
  alike: boolean,
): ReportSection {
  const bars = models.map(({ name, estimate }) => ({
    name,
    types: byType(estimate.layers).map((energy) => energy / images),
  }));
  return {
    title: `By data type, ${per}`,
    table: {
      columns: [
        { title: 'model' },
        { title: 'unit' },
        ...DATA_TYPES.map((title) => ({ title, provenance: 'modelled', format: 'si' }) as const),
      ],
      rows: bars.map(({ name, types }, i) => [name, unitName(models[i]!.estimate.unit), ...types]),
    },
    ...(alike && { plot: stackedBars('Model', models[0]!.estimate.unit, bars) }),
  };
}

export const ratio = (value: number | undefined, of: number | undefined): number | null =>
  value === undefined || of === undefined || of === 0 ? null : value / of;

export const ratioColumn = (title: string, of: string) =>
  ({ title: `${title} / ${of}`, format: { digits: 3 } }) as const;
