import { expect, test } from 'vitest';
import { type AlexNetLayer, alexNet } from './alexnet.ts';
import { NN_DATAFLOW } from './nn-dataflow-alexnet.ts';
import { nnDataflowModel } from './nn-dataflow-tables.ts';

const model = nnDataflowModel();
const wordsAt = (layer: ReturnType<typeof alexNet>[number], level: string) =>
  model
    .explain(layer)!
    .accesses.reduce((sum, access) => sum + (access.level === level ? access.count : 0), 0);

test.each(alexNet(16).map((layer) => [layer.layer as AlexNetLayer, layer] as const))(
  'nn_dataflow, AlexNet on the ISCA 2016 set-up: %s within 0.1 at ALU, DRAM and RF; DRAM and RF words exact',
  (name, layer) => {
    const { asserted, words } = NN_DATAFLOW[name];
    const costs = { ALU: 1, DRAM: 200, RF: 1 };
    for (const [i, level] of (['ALU', 'DRAM', 'RF'] as const).entries()) {
      const ours = (wordsAt(layer, level) * costs[level]) / 1e9;
      expect(Math.abs(ours - asserted[i]!)).toBeLessThan(0.1);
    }
    expect(wordsAt(layer, 'RF')).toBe(words[3]);
    expect(wordsAt(layer, 'DRAM')).toBeCloseTo(words[0], 3);
  },
);
