import { createRandom, type Graph, type StepPlan, sizeOf, tensor } from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { fixedPoint } from './fixed-point.ts';
import { psg } from './psg.ts';
import { signSgd } from './sign-sgd.ts';

const graph = smallGraph({ blocks: 2 });
const planOf = (saver: ReturnType<typeof psg>, net: Graph = graph): StepPlan =>
  saver.plan(
    {
      step: 0,
      steps: 1,
      epoch: 0,
      learningRate: 0.1,
      batchSize: 4,
      graph: net,
      random: createRandom(1),
    },
    null,
  ).plan;

/** Weights after a few steps on fixed batches, bit for bit the same in every run. */
async function trained(plan: StepPlan) {
  const session = await referenceBackend().open(graph, {
    seed: 1,
    optimizer: { momentum: 0.9, weightDecay: 0.01 },
  });
  const shape = [4, 1, 6, 6];
  for (let step = 0; step < 4; step++) {
    const random = createRandom(5, `batch/${step}`);
    const x = tensor(
      shape,
      Array.from({ length: sizeOf(shape) }, () => random.normal()),
    );
    const labels = Int32Array.from({ length: 4 }, () => random.integer(3));
    await session.train({ inputs: { x }, labels, learningRate: 0.03, plan, step });
  }
  return session.readTensors();
}

describe('psg', () => {
  test('computes every layer in few bits and signs convolutions alone', () => {
    const convolutions = [
      'conv1',
      ...['block1', 'block2'].flatMap((block) => [`${block}.conv1`, `${block}.conv2`]),
    ];
    const { precision, gradientRule, update, ...rest } = planOf(psg());
    expect(rest).toEqual({});
    expect(Object.keys(precision!)).toEqual([...convolutions, 'fc']);
    expect(precision!.fc).toEqual({ activation: 8, weight: 8, gradient: 16 });
    expect(Object.keys(gradientRule!)).toEqual(convolutions);
    expect(gradientRule!.conv1).toEqual({
      ...{ kind: 'predicted-sign', activationBits: 4, gradientBits: 10, beta: 0.05 },
    });
    expect(update).toEqual(Object.fromEntries(convolutions.map((name) => [name, 'sign'])));
  });

  test('leaves layers that only decide gates as they are', () => {
    const { nodes, parameters } = graph;
    const gate = [
      {
        ...nodes.find(({ name }) => name === 'fc')!,
        name: 'gate.fc',
        outputs: ['gate.logit'],
        inputs: ['gate.in', 'gate.weight'],
      },
      { name: 'gate', op: 'Sigmoid', inputs: ['gate.logit'], outputs: ['gate.p'], attributes: {} },
    ] as const;
    const pool = nodes.find(({ name }) => name === 'pool')!;
    const flatten = nodes.find(({ name }) => name === 'flatten')!;
    const before = [
      { ...pool, name: 'gate.pool', inputs: ['relu1.out'], outputs: ['gate.pooled'] },
      { ...flatten, name: 'gate.flatten', inputs: ['gate.pooled'], outputs: ['gate.in'] },
    ];
    const first = nodes.findIndex(({ name }) => name === 'block1.conv1');
    const gated = {
      ...graph,
      nodes: [
        ...nodes.slice(0, first),
        ...before,
        ...gate,
        ...nodes.slice(first),
      ] as Graph['nodes'],
      parameters: { ...parameters, 'gate.weight': tensor([1, 3], [0, 0, 0]) },
      blocks: graph.blocks.with(0, { ...graph.blocks[0]!, gate: 'gate.p' }),
    };
    expect(planOf(psg(), gated)).toEqual(planOf(psg()));
    expect(planOf(fixedPoint(), gated)).toEqual(planOf(fixedPoint()));
    expect(planOf(signSgd(), gated)).toEqual(planOf(signSgd()));
  });

  test('bounds the wrong signs of regular steps alone', () => {
    const saver = psg({ boundEvery: 3 });
    const steps = [0, 1, 2, 3].filter((step) => {
      const info = {
        step,
        steps: 4,
        epoch: 0,
        learningRate: 0.1,
        batchSize: 4,
        graph,
        random: createRandom(1),
      };
      const rule = saver.plan(info, null).plan.gradientRule!.conv1;
      return typeof rule === 'object' && rule.bounded === true;
    });
    expect(steps).toEqual([0, 3]);
  });

  test('with a predictor of full width equals the plain sign update at its precision', async () => {
    const { update } = planOf(signSgd());
    const plain = { ...planOf(fixedPoint()), update: update! };
    const full = psg({ predictorActivationBits: 8, predictorGradientBits: 16 });
    expect(await trained(planOf(full))).toEqual(await trained(plain));
    // Which two bits do not.
    const coarse = psg({ predictorActivationBits: 2, predictorGradientBits: 2, beta: 0 });
    expect(await trained(planOf(coarse))).not.toEqual(await trained(plain));
  });

  test.each([
    { beta: 1.1 },
    { activationBits: 1 },
    { gradientBits: 17 },
    { predictorGradientBits: 2.5 },
    { tau: 0.1 },
  ])('options %o are refused', (options) => {
    expect(() => psg(options)).toThrow(expect.objectContaining({ code: 'PLUGIN_OPTIONS' }));
  });
});

test('fixed-point narrows every layer and changes no update', () => {
  const plan = planOf(fixedPoint({ gradientBits: 8 }));
  expect(Object.keys(plan)).toEqual(['precision']);
  expect(new Set(Object.values(plan.precision!).map(({ gradient }) => gradient))).toEqual(
    new Set([8]),
  );
});

test('sign-sgd signs the convolutions, or everything', () => {
  expect(planOf(signSgd({ layers: 'all' }))).toEqual({ update: { '*': 'sign' } });
  expect(planOf(signSgd()).update).not.toHaveProperty('fc');
});
