import { verify, workloadsOf } from '@picojoule/graph';
import { mobileNetV2, resnet } from '@picojoule/nets';
import { createRandom, type EnergyModel, type Graph } from '@picojoule/spec';
import { asPlugin, smallGraph } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { slu } from './slu.ts';

const info = (graph: Graph) => ({
  ...{ step: 0, steps: 10, epoch: 0, learningRate: 0.1, batchSize: 4, graph },
  random: createRandom(1),
});
const planOf = (saver: ReturnType<typeof slu>, graph: Graph, state = saver.initial()) =>
  saver.plan(info(graph), state).plan;
const ofGates = (graph: Graph, saver = slu()) => {
  const prepared = saver.prepare!(graph);
  const known = new Set(graph.nodes.map(({ name }) => name));
  const work = workloadsOf(prepared, { batch: 1 });
  const sum = (gates: boolean) =>
    work.reduce((macs, one) => macs + (known.has(one.layer) === gates ? 0 : one.macs), 0);
  return { prepared, gates: sum(true), network: sum(false) };
};

describe('slu', () => {
  test('gates every block but the first, in a network that still verifies', () => {
    for (const net of [resnet({ depth: 8 }), mobileNetV2({ classes: 10 })]) {
      const prepared = slu().prepare!(net);
      verify(prepared);
      const gated = prepared.blocks.filter(({ gate }) => gate !== undefined);
      expect(gated.map(({ name }) => name)).toEqual(net.blocks.slice(1).map(({ name }) => name));
      expect(prepared.blocks[0]).toEqual(net.blocks[0]);
    }
  });

  // [derived] in the reference: 42.6 kMAC of 168 MMAC, with a gate more, behind the last block.
  test('takes 0.0242 % of the operations of ResNet-74, below the 0.04 % of the paper', () => {
    const { gates, network, prepared } = ofGates(resnet({ depth: 74 }));
    expect(prepared.blocks.filter(({ gate }) => gate !== undefined)).toHaveLength(35);
    const channels = 12 * 16 + 12 * 32 + 11 * 64;
    expect(gates).toBe(10 * channels + 35 * 400 + 34 * 400 + 35 * 10);
    expect(gates / network).toBeLessThan(0.0004);
    expect((100 * gates) / network).toBeCloseTo(0.0242, 4);
  });

  test('leaves a network without a second block as it is', () => {
    const net = smallGraph({ blocks: 1 });
    expect(slu().prepare!(net)).toEqual(net);
    expect(planOf(slu(), net)).toEqual({});
  });

  test('adds nothing and plans nothing when nothing is to be skipped', () => {
    const net = resnet({ depth: 8 });
    expect(slu({ skipRatio: 0 }).prepare!(net)).toBe(net);
    expect(planOf(slu({ skipRatio: 0 }), net)).toEqual({});
  });

  test('refuses a network whose blocks have gates', () => {
    const gated = slu().prepare!(resnet({ depth: 8 }));
    expect(() => slu().prepare!(gated)).toThrow(expect.objectContaining({ code: 'SLU_GATED' }));
  });

  test('shares its price among the blocks as the model prices them, in the mean costWeight by what gates answer', () => {
    const saver = slu({ costWeight: 0.1, skipRatio: 0.5 });
    const net = saver.prepare!(resnet({ depth: 14, shape: [1, 8, 8] }));
    const images = 8;
    const gates = Object.fromEntries(
      net.blocks.slice(1).map(({ name }) => [name, { images, executed: images, probability: 0.9 }]),
    );
    const state = saver.after!(
      info(net),
      { loss: 1, correct: 1, ledger: [], gates },
      saver.initial(),
    );
    const costs = Object.entries(planOf(saver, net, state).gateCost!);
    const mean = costs.reduce((sum, [, cost]) => sum + cost, 0) / costs.length;
    const slopes = (0.9 * 0.1) / (0.5 * 0.5);
    expect(mean * slopes).toBeCloseTo(0.1, 9);
    const macs = (block: string) =>
      workloadsOf(net, { batch: 4, passes: 'training' })
        .filter(({ layer }) => layer.startsWith(`${block}.conv`))
        .reduce((sum, work) => sum + work.macs, 0);
    for (const [block, cost] of costs) {
      expect(cost / costs[0]![1]).toBeCloseTo(macs(block) / macs(costs[0]![0]), 9);
    }
    const layers = asPlugin('energy', 'layers', {
      unit: 'MAC',
      estimate: (work) => ({ total: work.length }) as ReturnType<EnergyModel['estimate']>,
    } as EnergyModel);
    const byLayers = slu({ skipRatio: 0.5, energy: layers });
    const priced = planOf(byLayers, net, state).gateCost!;
    expect(priced['stage1.block2']).toBe(priced['stage3.block2']);
    expect(priced['stage1.block2']).not.toBeCloseTo(costs[0]![1], 3);
  });

  test('makes gates dearer while too much runs, cheaper while too little, and neither unseen', () => {
    const saver = slu({ skipRatio: 0.4 });
    const net = saver.prepare!(smallGraph({ blocks: 2 }));
    const after = (probability: number) => {
      const gates = { block2: { images: 8, executed: 4, probability } };
      const result = { loss: 1, correct: 1, ledger: [], gates };
      return planOf(saver, net, saver.after!(info(net), result, saver.initial())).gateCost!.block2!;
    };
    expect(after(0.7)).toBeGreaterThan(0);
    expect(after(0.5)).toBeLessThan(0);
    const blind = saver.after!(info(net), { loss: 1, correct: 1, ledger: [] }, saver.initial());
    expect(blind).toEqual(saver.initial());
  });

  test.each([
    { skipRatio: 1 },
    { skipRatio: -0.1 },
    { costWeight: -1 },
    { energy: {} },
    { target: 1 },
  ])('options %o are refused', (options) => {
    expect(() => slu(options as never)).toThrow(
      expect.objectContaining({ code: 'PLUGIN_OPTIONS' }),
    );
  });
});
