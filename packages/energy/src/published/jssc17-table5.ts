import type { Workload } from '@picojoule/spec';
import { type Eyeriss, eyeriss } from '../eyeriss/eyeriss.ts';
import {
  CHIP_MAPPINGS,
  type ConvLayer,
  chipAlexNet,
  TABLE_5,
  TABLE_5_TOTAL,
} from './jssc17-alexnet.ts';
import type { PublishedTable } from './published-table.ts';

const CLOCK_MHZ = 200;
const BYTES_PER_WORD = 2;

/** What table V says of a layer. */
export interface ChipActivity {
  readonly activePes: number;
  readonly milliseconds: number;
  readonly bufferMegabytes: number;
  readonly dramMegabytes: number;
}

/** The chip under mappings of its own, zeros gated and coded as it does. */
export const chipModel = (mapping = CHIP_MAPPINGS): Eyeriss =>
  eyeriss({ chip: 'jssc17', mapping, skipZeros: 'ifmap', coding: 'run-length' });

/** The same of a layer as the model has it. */
export function chipActivity(model: Eyeriss, layer: Workload): ChipActivity {
  const { activePes, cycles, bufferBandwidth, dramBandwidth } = model.explain(layer)!.activity!;
  const megabytes = (words: number) => (words * BYTES_PER_WORD) / 1e6;
  return {
    activePes,
    milliseconds: cycles / (CLOCK_MHZ * 1000),
    bufferMegabytes: megabytes(bufferBandwidth! * cycles),
    dramMegabytes: megabytes(dramBandwidth * cycles),
  };
}

/** Sums, and active PEs on average over time: so is the 148 of the table. */
function together(rows: readonly ChipActivity[]): ChipActivity {
  const sum = (value: (row: ChipActivity) => number) =>
    rows.reduce((total, row) => total + value(row), 0);
  const milliseconds = sum((row) => row.milliseconds);
  return {
    activePes: sum((row) => row.activePes * row.milliseconds) / milliseconds,
    milliseconds,
    bufferMegabytes: sum((row) => row.bufferMegabytes),
    dramMegabytes: sum((row) => row.dramMegabytes),
  };
}

/** JSSC 2017, table V: what the fabricated chip did on AlexNet's CONV layers. */
export function jssc17Table5(): PublishedTable {
  const layers = chipAlexNet();
  const conv3 = layers.filter(({ layer }) => layer === 'CONV3');
  const row = (name: string, model: Eyeriss, some: readonly Workload[]) => {
    const ours = together(some.map((layer) => chipActivity(model, layer)));
    const [first] = some as [Workload];
    const published = some.length > 1 ? TABLE_5_TOTAL : TABLE_5[first.layer as ConvLayer];
    const columns = ['activePes', 'milliseconds', 'bufferMegabytes', 'dramMegabytes'] as const;
    return { name, cells: columns.map((key) => ({ ours: ours[key], published: published[key] })) };
  };
  const printed = chipModel();
  const asConv4 = chipModel({ ...CHIP_MAPPINGS, CONV3: CHIP_MAPPINGS.CONV4 });
  return {
    name: 'jssc17-table-5',
    title: 'The fabricated chip on AlexNet',
    source:
      'JSSC 2017, table V, measured and printed; mappings of its table III (from a transcription), ofmap zeros of an open model',
    model:
      "eyeriss({ chip: 'jssc17', mapping, skipZeros: 'ifmap', coding: 'run-length' }).explain(layer).activity",
    unit: 'batch of 4, as the columns say; 1 MB is 1e6 bytes, 200 MHz',
    digits: 2,
    columns: ['layer', 'active PEs', 'processing, ms', 'buffer, MB', 'DRAM, MB'],
    rows: [
      ...layers.map((layer) => row(layer.layer, printed, [layer])),
      row('all', printed, layers),
      row('CONV3 mapped as CONV4', asConv4, conv3),
      row('all, CONV3 mapped as CONV4', asConv4, layers),
    ],
    tolerance: [0.005, 0.1, undefined, 0.1],
    notes: [
      'Active PEs are exact in each layer; their average over time inherits the error of the times.',
      'Buffer: what passes between buffer and array, that is every ifmap value read and every psum read and written in each pass (section IV-A says a pass does each once); not the filling from DRAM, not filters. The paper does not say what it counts: this is derived, and gives CONV1, 2, 4 and 5 to the printed digit.',
      'CONV3, buffer: 4 channels a pass (table III; t = 4 in section IV-A too) take its psums through the buffer 64 times. The printed 50.2 MB is to the digit what the mapping of CONV4 gives, and with it the sum is the printed 208.5: tables III and V seem to belong to different mappings of CONV3. No promise is made for this column.',
      'DRAM: filters raw, feature maps run-length coded where that is shorter, ifmap zeros counted with the padding (only so do those of CONV4 follow from the ofmap of CONV3). CONV1 would need 59 % of ofmap zeros for the printed 5.0 MB; the open model has 51 %.',
      'Processing: MACs / (active PEs x clock), and before each pass its ramp-up (section VI-A names it): the filters over a bus of 4 words and the first ifmap window over one of 1 word per cycle (widths: section V-B). No constant is fitted. CONV4 and CONV5 run the same passes, 3 : 2 in number; the measured times are 3.2 : 2.',
    ],
  };
}
