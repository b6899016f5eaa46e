import type { Workload } from '@picojoule/spec';
import { byLevel } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { NN_DATAFLOW_IDLE_MILLIWATTS, nnDataflow65nm } from '../technology/nn-dataflow-65nm.ts';
import type { TableEntry } from '../technology/technology.ts';
import { CHIP_MAPPINGS, type ConvLayer, chipAlexNet, TABLE_5 } from './jssc17-alexnet.ts';
import { chipActivity, chipModel } from './jssc17-table5.ts';
import type { PublishedTable } from './published-table.ts';

const { MAC, RF, array, buffer } = nnDataflow65nm.costs;
const picojoules = ({ energy }: TableEntry) => Number((energy * 1e12).toPrecision(12));
/** Of one 16-bit access or MAC, as nn_dataflow sets up the chip; DRAM is not on it. */
const PICOJOULES = {
  DRAM: 0,
  buffer: picojoules(buffer),
  array: picojoules(array),
  RF: picojoules(RF),
  MAC: picojoules(MAC),
};

const PARTS = ['ALU', 'RF', 'array', 'buffer', 'idle'] as const;

/** Power of the chip by part on one layer, mW: energies over the modelled processing time. */
export function chipPower(layer: Workload): Readonly<Record<(typeof PARTS)[number], number>> {
  const options = { chip: 'jssc17', skipZeros: 'ifmap', coding: 'run-length' } as const;
  const model = eyeriss({ ...options, mapping: CHIP_MAPPINGS, costs: PICOJOULES });
  const levels = byLevel(model.estimate([layer]));
  const { milliseconds, bufferMegabytes } = chipActivity(chipModel(), layer);
  const milliwatts = (energy: number) => energy / 1e9 / (milliseconds / 1e3);
  // The access formulas leave out the buffer where DRAM was paid; on the chip alone it is not.
  const bufferWords = (bufferMegabytes * 1e6) / 2;
  return {
    ALU: milliwatts(levels.get('ALU')!),
    RF: milliwatts(levels.get('RF')!),
    array: milliwatts(levels.get('array')!),
    buffer: milliwatts(bufferWords * PICOJOULES.buffer),
    idle: NN_DATAFLOW_IDLE_MILLIWATTS,
  };
}

/** The chip's power by part, from counts times energies, and its sum beside JSSC 2017, table V. */
export function jssc17Power(): PublishedTable {
  const shares: string[] = [];
  const rows = chipAlexNet().map((layer) => {
    const power = chipPower(layer);
    const total = PARTS.reduce((sum, part) => sum + power[part], 0);
    const { milliwatts } = TABLE_5[layer.layer as ConvLayer];
    const cells = [
      ...PARTS.map((part) => ({ ours: power[part] })),
      { ours: total, published: milliwatts },
    ];
    const { ALU, RF, array, buffer } = power;
    const share = (part: number) => `${((100 * part) / milliwatts).toFixed(0)} %`;
    shares.push(`${layer.layer} ${share(ALU)} and ${share(RF + array + buffer)}`);
    return { name: layer.layer, cells };
  });
  return {
    name: 'jssc17-power',
    title: 'Power of the fabricated chip by part',
    source: `sum: JSSC 2017, table V, measured and printed; energies per access: ${PICOJOULES.MAC} pJ a MAC, ${PICOJOULES.RF} RF, ${PICOJOULES.array} array, ${PICOJOULES.buffer} buffer, ${NN_DATAFLOW_IDLE_MILLIWATTS} mW idle, as nn_dataflow sets up this chip`,
    model: `eyeriss({ chip: 'jssc17', mapping, skipZeros: 'ifmap', coding: 'run-length', costs: { ${Object.entries(
      PICOJOULES,
    )
      .map((entry) => entry.join(': '))
      .join(', ')} } })`,
    unit: 'mW at 1 V and 200 MHz',
    digits: 0,
    columns: ['layer', ...PARTS, 'sum'],
    rows,
    notes: [
      'The sum is too low: the energies per access know neither the clock network, which section VI-A names beside the scratch pads as what takes most, nor control. 30 mW idle stand for all of that.',
      'The slices of the paper’s Fig. 16 (CONV1 and CONV5, from simulation) are a picture that we could not read. Its text says: less than 10 % in the ALUs, up to 45 % in scratch pads, buffer and networks, most of it in the scratch pads. Ours agrees in that order. Of the measured power it has in ALUs and in the others: ' +
        `${shares.join(', ')}. So its ALUs are above the chip’s share in CONV1 and CONV2, the others in CONV4 and CONV5.`,
      'The text also says that ALUs and scratch pads take much less in CONV5, for its zeros. Ours says so of the ALUs; the RF falls less, because one energy stands for all three scratch pads, while zeros gate the largest of them alone.',
    ],
  };
}
