import type { Workload } from '@picojoule/spec';
import { byLevel } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { type AlexNetLayer, alexNet } from './alexnet.ts';
import { layerRows } from './layer-rows.ts';
import { NN_DATAFLOW, NN_DATAFLOW_MAPPINGS } from './nn-dataflow-alexnet.ts';
import type { PublishedTable } from './published-table.ts';

const BATCH = 16;
const MODEL =
  "eyeriss({ chip: 'isca16', counting: 'nn-dataflow', skipZeros: false, mapping: { FC1 } })";
/** nn_dataflow's counting, with its own mapping where our search finds another. */
export const nnDataflowModel = () =>
  eyeriss({
    chip: 'isca16',
    counting: 'nn-dataflow',
    skipZeros: false,
    mapping: NN_DATAFLOW_MAPPINGS,
  });

const ASSERTED = ['ALU', 'DRAM', 'RF'] as const;

/** What nn_dataflow's own test demands of its AlexNet. */
export function nnDataflowTable(): PublishedTable {
  const coarse = nnDataflowModel();
  return {
    name: 'nn-dataflow',
    title: 'AlexNet as the open scheduler nn_dataflow counts it',
    source:
      'nn_dataflow, test of its Eyeriss mapping on AlexNet: rounded values, asserted within 0.1',
    model: MODEL,
    unit: '1e9 MACs for a batch of 16, dense',
    digits: 3,
    columns: ['layer', ...ASSERTED],
    rows: layerRows(
      alexNet(BATCH),
      (workloads) => {
        const levels = byLevel(coarse.estimate(workloads));
        return ASSERTED.map((level) => levels.get(level)! / 1e9);
      },
      (layer) => NN_DATAFLOW[layer as AlexNetLayer].asserted,
    ),
    notes: [
      'Promised, and tested, as its own test has it: within 0.1 (absolute) in every cell of a layer. The largest difference is 0.02 (FC1, DRAM).',
      'FC1 is under the mapping of nn_dataflow, given and not found: it loads the ifmap 8 times, the mapping of our search twice (7.62 at DRAM, 0.16 off). So the value is met with a mapping taken over, not by our search. Nor is it the cheapest by its own prices: its exhaustive search (version 2.1) ends at 11.27e9 in all, where the output compared with here has 11.50e9.',
      'Its ALU column is rounded to two digits: FC3 is 65.5e6 MACs, printed as 0.07.',
    ],
  };
}

const LEVELS = ['DRAM', 'buffer', 'array', 'RF'] as const;

/** nn_dataflow's full output beside ours. */
export function nnDataflowCounts(): PublishedTable {
  const coarse = nnDataflowModel();
  const counts = (layers: readonly Workload[]) => {
    const explanations = layers.map((layer) => coarse.explain(layer)!);
    const accesses = explanations.flatMap((explanation) => explanation.accesses);
    const words = LEVELS.map(
      (wanted) =>
        accesses.reduce((sum, { level, count }) => sum + (level === wanted ? count : 0), 0) / 1e6,
    );
    return [...words, explanations.reduce((sum, { activity }) => sum + activity!.cycles, 0) / 1e6];
  };
  return {
    name: 'nn-dataflow-counts',
    title: 'The same in accesses, with those that its test does not look at',
    source: 'output of nn_dataflow',
    model: `${MODEL}.explain(layer)`,
    unit: '1e6 accesses of 16 bits, 1e6 cycles; batch of 16, dense',
    digits: 2,
    columns: ['layer', ...LEVELS, 'cycles'],
    rows: layerRows(alexNet(BATCH), counts, (layer) => {
      const { words, cycles } = NN_DATAFLOW[layer as AlexNetLayer];
      return [...words, cycles].map((value) => value / 1e6);
    }),
    notes: [
      'DRAM agrees to the word, in FC1 under the mapping of nn_dataflow (given), in all others under that of our search.',
      'Buffer and array are other countings, not other mappings. nn_dataflow lets a PE keep whole ifmap rows, so that an ifmap value and a psum leave the buffer once however many filters pass by; a scratch pad of 512 B does not hold them, and ours reads them again for every step of filters and channels. Filters pass its buffer, not ours.',
      'Cycles: ours counts the last, partly filled step of filters and channels as a whole one.',
    ],
  };
}
