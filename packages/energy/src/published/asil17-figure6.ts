import { byDataType } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { type AlexNetLayer, alexNet } from './alexnet.ts';
import { alexNetDensities } from './alexnet-densities.ts';
import { layerRows } from './layer-rows.ts';
import type { PublishedTable } from './published-table.ts';

/**
 * Asilomar 2017, Fig. 6: the online tool's AlexNet, batch 44, dense weights; 1e8 MACs per image, read
 * off the figure. Columns: ifmap, ofmap, weight, computation.
 */
export const FIGURE_6: Readonly<Record<AlexNetLayer, readonly number[]>> = {
  CONV1: [1.56594, 2.63829, 1.71834, 1.05416],
  CONV2: [1.99756, 3.90519, 2.43232, 1.50172],
  CONV3: [0.78397, 1.32937, 2.61859, 0.51115],
  CONV4: [0.42812, 0.75335, 1.83512, 0.25463],
  CONV5: [0.31497, 0.50162, 1.23278, 0.17912],
  FC1: [0.17674, 0.28538, 7.06893, 0.109],
  FC2: [0.05507, 0.11377, 3.12159, 0.02834],
  FC3: [0.01518, 0.03072, 0.19844, 0.00766],
};
export const FIGURE_6_TYPES = ['ifmap', 'ofmap', 'weight', 'computation'] as const;

const BATCH = 44;

export function figure6Table(): PublishedTable {
  const model = eyeriss();
  return {
    name: 'figure-6',
    title: 'The online tool’s AlexNet, by layer and data type',
    source: 'Asilomar 2017, Fig. 6; read off the figure, +-6e-5',
    model: 'eyeriss()',
    unit: '1e8 MACs per image, batch 44, dense weights',
    digits: 3,
    columns: ['layer', ...FIGURE_6_TYPES],
    rows: layerRows(
      alexNet(BATCH, alexNetDensities('dense')),
      (workloads) => {
        const types = byDataType(model.estimate(workloads));
        return FIGURE_6_TYPES.map((type) => types[type] / BATCH / 1e8);
      },
      (layer) => FIGURE_6[layer as AlexNetLayer],
    ),
    notes: [
      'Feature maps nearly agree in sum. Weights do not: the tool keeps one image in the buffer at CONV layers and 11 at FC1 and FC2, as recovered from its bars (derived), ours up to 4 and 44, so that a weight is loaded from DRAM less often.',
      'Computation differs by the padding: the tool takes the average density of the padded map, ours counts the products whose input is inside.',
    ],
  };
}
