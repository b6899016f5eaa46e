import { builder, workloadsOf } from '@picojoule/graph';
import type { Workload } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { byDataType } from './break-down.ts';
import { eyeriss } from './eyeriss/eyeriss.ts';

const SIZE = 4 * 8 * 8;
const DRAM = 200;

/** conv, batch norm, relu, pooling, and an addition of two maps. */
function net() {
  const b = builder('net');
  const x = b.input('x', ['batch', 2, 8, 8]);
  const first = b.relu(b.batchNorm(b.conv(x, { filters: 4, name: 'a' }), { name: 'norm' }), {
    name: 'relu',
  });
  const second = b.conv(first, { filters: 4, name: 'b' });
  const sum = b.add(first, second, { name: 'add' });
  return b.build(b.maxPool(sum, { kernel: 2, name: 'pool' }));
}
const model = eyeriss({ convAndFcOnly: false, skipZeros: false });
const energyOf = (layer: string, works: readonly Workload[]) =>
  byDataType(model.estimate(works.filter((work) => work.layer === layer)));

test('layers without MACs: every operand read and every result written once, by hand', () => {
  const works = workloadsOf(net(), { batch: 3, bits: 16 });
  const nothing = { ifmap: 0, ofmap: 0, weight: 0 };
  // Batch norm and ReLU are done to the ofmap on its way to memory.
  expect(energyOf('norm', works)).toEqual({ ...nothing, computation: 3 * SIZE });
  expect(energyOf('relu', works)).toEqual({ ...nothing, computation: 3 * SIZE });
  expect(energyOf('add', works)).toEqual({
    ifmap: 3 * 2 * SIZE * DRAM,
    ofmap: 3 * SIZE * DRAM,
    weight: 0,
    computation: 3 * SIZE,
  });
  // A window of 2 x 2 per pooled value.
  expect(energyOf('pool', works)).toEqual({
    ifmap: 3 * SIZE * DRAM,
    ofmap: (3 * SIZE * DRAM) / 4,
    weight: 0,
    computation: 3 * SIZE,
  });
});

test('both operands of an addition count with their own zeros', () => {
  const densities = { relu: 0.25, b: 0.75 };
  const works = workloadsOf(net(), { batch: 1, bits: 16, densities });
  const add = works.find(({ layer }) => layer === 'add')!;
  expect(add.density.input).toBe(0.5);
  const found = eyeriss({ convAndFcOnly: false }).estimate([add]);
  // Significance map: a bit per value and 16 more per non-zero.
  expect(byDataType(found).ifmap).toBeCloseTo(2 * SIZE * (0.5 + 1 / 16) * DRAM, 6);
});

test('a training step of plain SGD reads gradient and weight and writes the weight', () => {
  const works = workloadsOf(net(), { batch: 5, passes: ['update'], momentum: false });
  const weights = 4 * 2 * 3 * 3;
  expect(energyOf('a', works)).toEqual({
    ifmap: 2 * weights * DRAM,
    ofmap: weights * DRAM,
    weight: 0,
    computation: 2 * weights,
  });
});

test('what batch norm keeps for its gradient is priced in training, and only there', () => {
  const moved = (passes: 'training' | readonly ['forward']) => {
    const works = workloadsOf(net(), { batch: 1, passes });
    const { ifmap, ofmap } = energyOf('norm', works);
    return [ifmap / DRAM, ofmap / DRAM];
  };
  expect(moved(['forward'])).toEqual([0, 0]);
  // Forward reads the kept ofmap of the convolution and writes its own; backward reads it again with
  // the gradient and writes a gradient.
  expect(moved('training')).toEqual([3 * SIZE, 2 * SIZE]);
});

test('a depthwise convolution costs what its channels cost one by one', () => {
  const b = builder('depthwise');
  const x = b.input('x', ['batch', 6, 9, 9]);
  const graph = b.build(b.conv(x, { filters: 6, group: 6, pad: 1, name: 'depthwise' }));
  for (const passes of [['forward'], 'training'] as const) {
    const works = workloadsOf(graph, { batch: 2, passes }).filter(({ kind }) => kind === 'conv');
    for (const work of works) {
      const one = { ...work, groups: 1, macs: work.macs / 6 };
      const channel: Workload = {
        ...one,
        inputChannels: work.inputChannels / 6,
        outputChannels: work.outputChannels / 6,
      };
      const whole = eyeriss().estimate([work]).total;
      expect(whole / (6 * eyeriss().estimate([channel]).total)).toBeCloseTo(1, 12);
      // No filter shares an ifmap value: at least all three operands move once.
      const values = 2 * 6 * 81 + 6 * 9 + 2 * 6 * 81;
      expect(whole).toBeGreaterThan(values * DRAM);
    }
  }
});
