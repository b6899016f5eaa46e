import type { EnergyEstimate, Report } from '@picojoule/spec';
import { ratio } from './compare-models.ts';
import { madeBy, pricedOf, scaleOf } from './estimate-report.ts';
import type { Network } from './network.ts';
import { byType, DATA_TYPES, energyColumn, stackedBars, sum } from './parts.ts';

export interface PricedNetwork {
  readonly network: Network;
  readonly estimate: EnergyEstimate;
  /** Non-zero elements of filters and matrices. */
  readonly weights: number;
}

/** What must be known of figures per image where the batches are not the same. */
function batchNotes(networks: readonly Network[]): string[] {
  const batches = new Set(networks.flatMap(({ batch }) => batch ?? []));
  const mixed = networks.filter(({ batch }) => batch === undefined);
  return [
    ...mixed.map(
      ({ name }) =>
        `${name} is compared per batch: its layers work on different numbers of images.`,
    ),
    ...(batches.size > 1
      ? [
          `The batches differ (${[...batches].join(', ')}), and a batch changes the energy per image: weights that are fetched once serve all its images. --batch prices all for the same.`,
        ]
      : []),
  ];
}

/** Notes on all networks, and those on some with their names. */
function notesOf(networks: readonly Network[]) {
  const onAll = (note: string) => networks.every(({ notes }) => notes.includes(note));
  return {
    shared: networks[0]!.notes.filter(onAll),
    own: networks.flatMap(({ name, notes }) =>
      notes.filter((note) => !onAll(note)).map((note) => `${name}: ${note}`),
    ),
  };
}

/** Several networks under one model, side by side: weights, MACs and energy, with ratios to the first. */
export function compareNetworks(networks: readonly PricedNetwork[]): Report {
  const rows = networks.map(({ network, estimate, weights }) => {
    const { images } = scaleOf(network);
    const scale = scaleOf(network, estimate).images;
    return {
      network,
      weights,
      macs: sum(network.workloads.map(({ macs }) => macs)) / images,
      types: byType(estimate.layers).map((energy) => energy / scale),
      energy: estimate.total / scale,
    };
  });
  const [first] = rows;
  const { estimate } = networks[0]!;
  const { shared, own } = notesOf(networks.map(({ network }) => network));
  return {
    title: `Energy of ${networks.map(({ network }) => network.name).join(', ')}`,
    summary: [
      `${madeBy(estimate)}; ${estimate.proxy?.perImage === false ? '' : 'energies and '}MACs per image. Ratios are to ${first!.network.name}.`,
      ...(estimate.proxy === undefined ? batchNotes(networks.map(({ network }) => network)) : []),
      ...shared,
      ...own,
      ...networks.map((one) => `${one.network.name}: ${pricedOf(one.estimate, one.network)}`),
    ],
    sections: [
      {
        title: 'Side by side',
        table: {
          columns: [
            { title: 'network' },
            { title: 'batch', format: 'integer' },
            { title: 'non-zero weights', format: 'si' },
            { title: 'ratio', format: { digits: 2 } },
            { title: 'dense MACs', format: 'si' },
            { title: 'ratio', format: { digits: 2 } },
            energyColumn(estimate.proxy === undefined ? 'energy' : 'count', estimate),
            { title: 'ratio', format: { digits: 2 }, bar: true },
          ],
          rows: rows.map(({ network, weights, macs, energy }) => [
            network.name,
            network.batch ?? null,
            weights,
            ratio(weights, first!.weights),
            macs,
            ratio(macs, first!.macs),
            energy,
            ratio(energy, first!.energy),
          ]),
        },
      },
      {
        title: 'By data type',
        table: {
          columns: [
            { title: 'network' },
            ...DATA_TYPES.map((title) => energyColumn(title, estimate)),
          ],
          rows: rows.map(({ network, types }) => [network.name, ...types]),
        },
        plot: stackedBars(
          'Network',
          estimate,
          rows.map(({ network, types }) => ({ name: network.name, types })),
        ),
      },
    ],
  };
}
