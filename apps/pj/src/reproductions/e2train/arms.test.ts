import { eyerissJoules } from '@picojoule/energy';
import { workloadsOf } from '@picojoule/graph';
import { resnet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import type { ArmRecord } from './arm-record.ts';
import { allArms } from './arms.ts';
import { searchSavers, sluAt, survivalFor } from './families.ts';
import { skippingArms } from './time-stage.ts';

const arms = allArms(3);

const record = (part: string): ArmRecord => ({
  ...{ part, seed: 1, learningRate: 0.1, scheduled: 100, executed: 100, energy: 50, seconds: 9 },
  macs: { executed: 1, nominal: 1, emulated: 1 },
  passes: {},
  bitProducts: { formed: 1, unpredicted: 1, floor: 1 },
  shares: { 'stage2.block1': 0.7, 'stage3.block1': 0.5 },
  curve: [],
});

test('arms stand behind those that they need, each under a name of its own', () => {
  const found = new Map<string, ArmRecord>();
  for (const { key, plan } of arms) {
    expect(found.has(key)).toBe(false);
    expect(plan(100, found).steps).toBeGreaterThan(0);
    found.set(key, record(key));
  }
  // The quick run needs no arm that it leaves out.
  const main = new Map<string, ArmRecord>();
  for (const { key, plan } of arms.filter((one) => one.main)) {
    expect(() => plan(100, main)).not.toThrow();
    main.set(key, record(key));
  }
  expect([...main.keys()]).toEqual(
    expect.arrayContaining(['standard', 'smd-half', 'slu-40', 'psg', 'all-40']),
  );
});

test('what is compared closely has the seeds of both sides, and needs no arm with fewer', () => {
  const found = new Map<string, ArmRecord>();
  for (const { key, plan } of arms.filter((one) => one.close)) {
    expect(() => plan(100, found)).not.toThrow();
    found.set(key, record(key));
  }
  expect([...found.keys()]).toEqual([
    ...['standard', 'smd-half', 'equal-energy-smd-half'],
    ...['smd-two-thirds', 'equal-energy-smd-two-thirds'],
  ]);
});

test('every family has something to search its rate with', () => {
  for (const family of new Set(arms.map((one) => one.family))) {
    expect(searchSavers(family, 3).length).toBeGreaterThan(0);
  }
});

test('equal energy follows the arm that it controls', () => {
  const found = new Map([
    ['standard', { ...record('standard'), energy: 100 }],
    ['smd-half', { ...record('smd-half'), energy: 51 }],
  ]);
  const control = arms.find(({ key }) => key === 'equal-energy-smd-half')!;
  const { savers, steps } = control.plan(999, found);
  expect(steps).toBe(51);
  expect(savers.map(({ name }) => name)).toEqual(['standard']);
});

test('SMD is timed with one schedule, SLU at every share', () => {
  expect(skippingArms(arms, 100).map(({ key }) => key)).toEqual([
    ...['standard', 'smd-half', 'slu-20', 'slu-40', 'slu-60'],
  ]);
});

test('SLU prices its blocks by the energy of the report', () => {
  const saver = sluAt(0.4);
  const graph = saver.prepare!(resnet({ depth: 8, shape: [1, 28, 28] }));
  const info = {
    ...{ step: 1, steps: 9, epoch: 0, learningRate: 0.1, batchSize: 64, graph },
    random: createRandom(1),
  };
  const observed = { gates: { any: { probability: 0.9 } } };
  const state = saver.after!(info, observed as never, saver.initial!());
  const { gateCost = {} } = saver.plan(info, state).plan;
  const [first, second] = ['stage2.block1', 'stage3.block1'].map((name) => {
    const { branch } = graph.blocks.find((block) => block.name === name)!;
    const work = workloadsOf(graph, { batch: 64, passes: 'training' });
    return eyerissJoules().estimate(work.filter(({ layer }) => branch.includes(layer))).total;
  });
  expect(gateCost['stage2.block1']).toBeGreaterThan(0);
  const ratio = gateCost['stage2.block1']! / gateCost['stage3.block1']!;
  expect(ratio).toBeCloseTo(first! / second!, 9);
});

test('random skip gets the share of each block that SLU had', () => {
  const found = new Map([['slu-40', record('slu-40')]]);
  const [saver] = arms.find(({ key }) => key === 'random-skip-40')!.plan(9, found).savers;
  const graph = resnet({ depth: 8, shape: [1, 28, 28] });
  const images = { 'stage2.block1': 0, 'stage3.block1': 0 };
  const steps = 50;
  for (let step = 0; step < steps; step++) {
    const info = {
      step,
      steps,
      epoch: 0,
      learningRate: 0.1,
      batchSize: 128,
      graph,
      random: createRandom(1, `${step}`),
    };
    const { blocks = {} } = saver!.plan(info, null).plan;
    for (const name of ['stage2.block1', 'stage3.block1'] as const)
      images[name] += blocks[name]!.length / (128 * steps);
  }
  // Five standard deviations of 6400 draws.
  expect(Math.abs(images['stage2.block1'] - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / 6400));
  expect(Math.abs(images['stage3.block1'] - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 6400));
});

test.each([
  [0.2, 3],
  [0.6, 3],
  [0.4, 9],
])('stochastic depth skips %s of the pairs behind the first of %s blocks', (skip, blocks) => {
  const last = survivalFor(skip, blocks);
  const kept = Array.from({ length: blocks }, (_, i) => 1 - ((i + 1) / blocks) * (1 - last));
  const mean = kept.slice(1).reduce((a, b) => a + b, 0) / (blocks - 1);
  expect(1 - mean).toBeCloseTo(skip, 12);
});

test('deep networks have no stochastic depth that skips more than a linear decay can', () => {
  const keys = (blocks: number) => allArms(blocks).map(({ key }) => key);
  expect(keys(3)).toContain('stochastic-depth-60');
  expect(keys(36)).toContain('stochastic-depth-40');
  expect(keys(36)).not.toContain('stochastic-depth-60');
});
