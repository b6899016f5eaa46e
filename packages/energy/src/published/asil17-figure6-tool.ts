import { byDataType } from '../break-down.ts';
import { eyerissTool } from '../eyeriss-tool/eyeriss-tool.ts';
import { type AlexNetLayer, alexNet } from './alexnet.ts';
import { alexNetDensities } from './alexnet-densities.ts';
import { FIGURE_6, FIGURE_6_TYPES } from './asil17-figure6.ts';
import { layerRows } from './layer-rows.ts';
import type { PublishedTable } from './published-table.ts';

const BATCH = 44;

/** Asilomar 2017, Fig. 6 by the model of the tool that made it. */
export function figure6ToolTable(): PublishedTable {
  const model = eyerissTool();
  const withSum = (cells: readonly number[]) => [...cells, cells.reduce((a, b) => a + b, 0)];
  return {
    name: 'figure-6-tool',
    title: 'The online tool’s AlexNet, by the model of the tool',
    source:
      'Asilomar 2017, Fig. 6; read off the vector figure, +-6e-5. The paper prints no zeros: the ' +
      'densities of CONV2-5’s inputs follow from its own computation bars, the outputs of CONV3 and 4 ' +
      'from the next input, all others are those of the open re-implementation CNNergy',
    model: 'eyerissTool()',
    unit: '1e8 MACs per image, batch 44, dense weights',
    digits: 4,
    columns: ['layer', ...FIGURE_6_TYPES, 'sum'],
    rows: layerRows(
      alexNet(BATCH, alexNetDensities('dense')),
      (workloads) => {
        const types = byDataType(model.estimate(workloads));
        return withSum(FIGURE_6_TYPES.map((type) => types[type] / BATCH / 1e8));
      },
      (layer) => withSum(FIGURE_6[layer as AlexNetLayer]),
    ),
    tolerance: [0.003, 0.003, 0.003, 0.003, 0.001],
    notes: [
      'The computation of CONV2-5 agrees by construction, as the densities come from there; the other 28 cells do not.',
      'FC3: its bars are so small that reading them is uncertain by up to 0.8 %.',
    ],
  };
}
