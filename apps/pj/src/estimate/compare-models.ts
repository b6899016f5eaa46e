import type { Column, EnergyEstimate, Report, ReportSection } from '@picojoule/spec';
import { pricedOf, scaleOf } from './estimate-report.ts';
import type { Network } from './network.ts';
import { byType, DATA_TYPES, energyColumn, passName, stackedBars, sum, unitOf } from './parts.ts';

export interface Priced {
  /** As the user named the model. */
  readonly name: string;
  readonly estimate: EnergyEstimate;
}

/** A model's price of each layer pass, per image where it has one. */
interface Prices {
  readonly name: string;
  readonly estimate: EnergyEstimate;
  readonly images: number;
  readonly byPass: ReadonlyMap<string, number>;
}

/** Several models' prices of one network, side by side, with ratios to the first of them. */
export function compareModels(network: Network, models: readonly Priced[]): Report {
  const { per } = scaleOf(network);
  const prices = models.map((model) => pricesOf(network, model));
  const alike = new Set(models.map(({ estimate }) => unitOf(estimate))).size === 1;
  const counted = models.filter(({ estimate }) => estimate.proxy?.perImage === false);
  return {
    title: `Energy of ${network.name} by ${models.map(({ name }) => name).join(', ')}`,
    summary: [
      ...models.map(
        ({ name, estimate }) => `${name}: ${estimate.model}. ${pricedOf(estimate, network)}`,
      ),
      `Energies ${per}${network.batch === undefined ? '' : `, in batches of ${network.batch}`}.`,
      ...counted.map(
        ({ name, estimate }) =>
          `${name} counts ${estimate.proxy!.counts} of the network, not ${per}.`,
      ),
      ...(alike ? [] : ['The units differ, so there are no ratios.']),
      ...(alike && prices.some((one) => !sameLayers(prices[0]!, one))
        ? ['The ratio of all is over the layers that both models price.']
        : []),
      ...network.notes,
    ],
    sections: [layersSection(prices, per, alike), typesSection(prices, per, alike)],
  };
}

function pricesOf(network: Network, { name, estimate }: Priced): Prices {
  const { images } = scaleOf(network, estimate);
  const byPass = new Map<string, number>();
  for (const layer of estimate.layers) {
    const key = passName(layer);
    byPass.set(key, (byPass.get(key) ?? 0) + layer.total / images);
  }
  return { name, estimate, images, byPass };
}

const sameLayers = ({ byPass: a }: Prices, { byPass: b }: Prices) =>
  a.size === b.size && [...a.keys()].every((name) => b.has(name));

function layersSection(models: readonly Prices[], per: string, alike: boolean): ReportSection {
  const names = [...new Set(models.flatMap(({ byPass }) => [...byPass.keys()]))];
  const [first, ...others] = models;
  return {
    title: `By layer, ${per}`,
    table: {
      columns: [
        { title: 'layer' },
        ...models.map(({ name, estimate }) => energyColumn(name, estimate)),
        ...(alike ? others.map(({ name }) => ratioColumn(name, first!.name)) : []),
      ],
      rows: [
        ...names.map((name) => [
          name,
          ...models.map(({ byPass }) => byPass.get(name) ?? null),
          ...(alike
            ? others.map(({ byPass }) => ratio(byPass.get(name), first!.byPass.get(name)))
            : []),
        ]),
        [
          'all',
          ...models.map(({ estimate, images }) => estimate.total / images),
          ...(alike ? others.map((other) => ratioOfCommon(other, first!)) : []),
        ],
      ],
    },
  };
}

/** Of the sums over what both price. */
function ratioOfCommon({ byPass: a }: Prices, { byPass: b }: Prices): number | null {
  const common = [...a.keys()].filter((name) => b.has(name));
  const over = (prices: ReadonlyMap<string, number>) =>
    sum(common.map((name) => prices.get(name)!));
  return ratio(over(a), over(b));
}

function typesSection(models: readonly Prices[], per: string, alike: boolean): ReportSection {
  const proxies = models.some(({ estimate }) => estimate.proxy !== undefined);
  const told = ({ estimate }: Prices) =>
    proxies && estimate.proxy === undefined ? `${unitOf(estimate)}, modelled` : unitOf(estimate);
  const bars = models.map(({ name, estimate, images }) => ({
    name,
    types: byType(estimate.layers).map((energy) => energy / images),
  }));
  return {
    title: `By data type, ${per}`,
    table: {
      columns: [
        { title: 'model' },
        { title: 'unit' },
        ...DATA_TYPES.map(
          (title): Column => ({
            title,
            format: 'si',
            ...(!proxies && { provenance: 'modelled' }),
          }),
        ),
      ],
      rows: bars.map(({ name, types }, i) => [name, told(models[i]!), ...types]),
    },
    ...(alike && { plot: stackedBars('Model', models[0]!.estimate, bars) }),
  };
}

export const ratio = (value: number | undefined, of: number | undefined): number | null =>
  value === undefined || of === undefined || of === 0 ? null : value / of;

const ratioColumn = (title: string, of: string) =>
  ({ title: `${title} / ${of}`, format: { digits: 3 } }) as const;
