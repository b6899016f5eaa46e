import { eyeriss } from '../eyeriss/eyeriss.ts';
import { macs } from '../macs.ts';
import { parameters } from '../parameters.ts';
import { alexNet } from './alexnet.ts';
import { alexNetDensities, type PrunedAlexNet } from './alexnet-densities.ts';
import type { PublishedTable } from './published-table.ts';

/** A row of the table, per image: weights in 1e6, effectual MACs in 1e8, energy in 1e9 MACs. */
export interface Table1Row {
  readonly weights: number;
  readonly macs: number;
  readonly energy: number;
}

/** CVPR 2017, table 1: AlexNet. */
export const TABLE_1: Readonly<Record<PrunedAlexNet, Table1Row>> = {
  dense: { weights: 60.95, macs: 3.71, energy: 3.97 },
  HAN15: { weights: 6.79, macs: 1.79, energy: 1.85 },
  'energy-aware': { weights: 5.73, macs: 0.56, energy: 1.06 },
};

/** CVPR 2017, table 1: GoogLeNet, not pruned. */
export const TABLE_1_GOOGLENET: Table1Row = { weights: 6.99, macs: 7.41, energy: 7.63 };

const BATCH = 44;

export function table1(): PublishedTable {
  const model = eyeriss();
  const names = Object.keys(TABLE_1) as PrunedAlexNet[];
  const energyOf = (name: PrunedAlexNet) =>
    model.estimate(alexNet(BATCH, alexNetDensities(name))).total / BATCH / 1e9;
  return {
    name: 'table-1',
    title: 'AlexNet, dense and pruned in two ways',
    source: 'CVPR 2017, table 1, printed; weight densities of its table 2',
    model: 'eyeriss(), macs(), parameters()',
    unit: 'per image, batch 44, 16 bits, as the columns say',
    digits: 2,
    columns: ['AlexNet', 'weights, 1e6', 'effectual MACs, 1e8', 'energy, 1e9 MACs', 'dense / this'],
    rows: names.map((name) => {
      const net = alexNet(BATCH, alexNetDensities(name));
      const published = TABLE_1[name];
      const energy = energyOf(name);
      return {
        name,
        cells: [
          { ours: parameters().estimate(net).total / 1e6, published: published.weights },
          { ours: macs().estimate(net).total / BATCH / 1e8, published: published.macs },
          { ours: energy, published: published.energy },
          { ours: energyOf('dense') / energy, published: TABLE_1.dense.energy / published.energy },
        ],
      };
    }),
    notes: [
      'The paper prints no densities of feature maps: ours are derived from Asilomar 2017, Fig. 6 and an open re-implementation, those of the dense net in all three rows (alexnet-densities.ts).',
      'The energy is lower: the paper’s come from a simulator with the mappings of the fabricated chip; ours searches the analysis set-up of ISCA 2016 (256 PEs, larger buffer).',
    ],
  };
}
