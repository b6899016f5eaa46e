import type { EnergyEstimate, Report, ReportSection, Workload } from '@picojoule/spec';
import type { Network } from './network.ts';
import { byType, DATA_TYPES, energyColumn, passName, stackedBars, sum } from './parts.ts';
import { unpricedSection } from './unpriced.ts';

/** What energies are of: an image where all layers work on as many, else the whole batch. */
export interface Scale {
  readonly images: number;
  readonly per: 'per image' | 'per batch' | 'of the network';
}

export function scaleOf(
  { batch }: Pick<Network, 'batch'>,
  { proxy }: Pick<EnergyEstimate, 'proxy'> = {},
): Scale {
  if (proxy?.perImage === false) return { images: 1, per: 'of the network' };
  return batch === undefined
    ? { images: 1, per: 'per batch' }
    : { images: batch, per: 'per image' };
}

/** An estimate per layer and data type, per memory level, and what it leaves out. Energies per image. */
export function estimateReport(network: Network, estimate: EnergyEstimate): Report {
  const { name, workloads, notes, batch } = network;
  const scale = scaleOf(network, estimate);
  const work = scaleOf(network);
  const macs = sum(workloads.map((workload) => workload.macs)) / work.images;
  return {
    title: `Energy of ${name}`,
    summary: [
      `${unitSentence(estimate)}, ${scale.per}${batch === undefined ? '' : `, in batches of ${batch}`}.`,
      `Bits: ${widths(workloads)}. Dense MACs ${work.per}: ${Math.round(macs).toLocaleString('en')}.`,
      ...notes,
      ...uncertainty(estimate, scale),
      pricedOf(estimate, network),
    ],
    sections: [
      layersSection(estimate, workloads, scale, work.images),
      levelsSection(estimate, scale),
      ...(estimate.unpriced.length > 0 ? [unpricedSection(estimate)] : []),
    ],
  };
}

const unitSentence = (estimate: EnergyEstimate) =>
  estimate.proxy === undefined
    ? `${madeBy(estimate)}; unit: ${estimate.unit === 'MAC' ? 'energy of one MAC' : estimate.unit}`
    : madeBy(estimate);

/** What made the numbers, and what they are not. */
export const madeBy = ({ model, proxy }: EnergyEstimate): string =>
  proxy === undefined
    ? `Modelled by ${model}`
    : `Counted by ${model}: ${proxy.counts}, not energies`;

/** How much of a network a model prices, as a sentence. */
export function pricedOf({ unpriced }: EnergyEstimate, { workloads }: Network): string {
  const what = workloads.every(({ pass }) => pass === 'forward') ? 'layers' : 'layer passes';
  return unpriced.length === 0
    ? `All ${what} are priced.`
    : `${unpriced.length} of ${workloads.length} ${what} are not priced: the total is without them.`;
}

function uncertainty({ standardUncertainty: u, total }: EnergyEstimate, { images, per }: Scale) {
  if (u === undefined) return [];
  const share = total > 0 ? ` (${((100 * u) / total).toFixed(1)} % of the total)` : '';
  return [
    `Standard uncertainty of the total, from the model’s tables: ${(u / images).toPrecision(3)} ${per}${share}.`,
  ];
}

function layersSection(
  estimate: EnergyEstimate,
  workloads: readonly Workload[],
  { images, per }: Scale,
  batch: number,
): ReportSection {
  const { layers, total } = estimate;
  const macs = new Map<string, number>();
  for (const workload of workloads)
    macs.set(passName(workload), (macs.get(passName(workload)) ?? 0) + workload.macs);
  const energies = (values: typeof layers) => byType(values).map((energy) => energy / images);
  return {
    title: `By layer and data type, ${per}`,
    table: {
      columns: [
        { title: 'layer' },
        { title: 'dense MACs', format: 'si' },
        ...DATA_TYPES.map((title) => energyColumn(title, estimate)),
        energyColumn('total', estimate),
        { title: 'share', format: 'percent', bar: true },
      ],
      rows: [
        ...layers.map((layer) => [
          passName(layer),
          (macs.get(passName(layer)) ?? 0) / batch,
          ...energies([layer]),
          layer.total / images,
          total > 0 ? layer.total / total : 0,
        ]),
        ['all', sum([...macs.values()]) / batch, ...energies(layers), total / images, null],
      ],
    },
    plot: stackedBars(
      'Layer',
      estimate,
      layers.map((layer) => ({ name: passName(layer), types: energies([layer]) })),
    ),
  };
}

function levelsSection(estimate: EnergyEstimate, { images, per }: Scale): ReportSection {
  const levels = new Map<string, number>();
  for (const { level, energy } of estimate.layers.flatMap(({ parts }) => parts))
    levels.set(level, (levels.get(level) ?? 0) + energy);
  return {
    title: `By memory level, ${per}`,
    table: {
      columns: [
        { title: 'level' },
        energyColumn('energy', estimate),
        { title: 'share', format: 'percent', bar: true },
      ],
      rows: [...levels].map(([level, energy]) => [
        level,
        energy / images,
        estimate.total > 0 ? energy / estimate.total : 0,
      ]),
    },
  };
}

function widths(workloads: readonly Workload[]): string {
  const all = workloads.flatMap(({ bits }) => [bits.input, bits.weight, bits.output]);
  return [...new Set(all)].sort((a, b) => a - b).join(', ') || 'none';
}
