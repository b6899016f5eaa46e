import { resnet } from '@picojoule/nets';
import { createRandom, type Graph, type StepPlan, sizeOf, tensor, valuesOf } from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { randomSkip } from '../random-skip.ts';
import { stochasticDepth } from '../stochastic-depth.ts';

type Saver = ReturnType<typeof stochasticDepth>;

const STEPS = 600;
const BATCH = 16;
const graph = smallGraph({ blocks: 4 });
const names = ['block1', 'block2', 'block3', 'block4'];

const planned = (saver: Saver, net: Graph = graph): readonly StepPlan[] =>
  Array.from({ length: STEPS }, (_, step) => {
    const random = createRandom(1, `skip/${step}`);
    const info = {
      step,
      steps: STEPS,
      epoch: 0,
      learningRate: 0.1,
      batchSize: BATCH,
      graph: net,
      random,
    };
    return saver.plan(info, null).plan;
  });

/** Share of the images that run each block. */
const sharesOf = (plans: readonly StepPlan[]) =>
  names.map((name) => {
    const images = plans.map(({ blocks }) => blocks?.[name]?.length ?? BATCH);
    return images.reduce((a, b) => a + b, 0) / (BATCH * plans.length);
  });

/** Within five standard deviations of the mean of `draws` draws. */
function expectShares(found: readonly number[], wanted: readonly number[], draws: number): void {
  found.forEach((share, i) => {
    const p = wanted[i]!;
    expect(Math.abs(share - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / draws));
  });
}

describe('stochastic depth', () => {
  const wanted = [0.9, 0.8, 0.7, 0.6];

  test('keeps whole batches, with a probability that falls to that of the last block', () => {
    const plans = planned(stochasticDepth({ survivalProbability: 0.6 }));
    const whole = plans.every(({ blocks = {} }) =>
      Object.values(blocks).every((b) => b.length === 0),
    );
    expect(whole).toBe(true);
    expectShares(sharesOf(plans), wanted, STEPS);
  });

  test('or draws for each image', () => {
    const plans = planned(stochasticDepth({ survivalProbability: 0.6, per: 'image' }));
    expectShares(sharesOf(plans), wanted, STEPS * BATCH);
    const parts = plans.filter(({ blocks }) => (blocks?.block4?.length ?? 0) % BATCH > 0);
    expect(parts.length).toBeGreaterThan(0.9 * STEPS);
  });
});

describe('random skip', () => {
  test('runs the first block always, and the others at one share', () => {
    const plans = planned(randomSkip({ skipRatio: 0.3 }));
    expectShares(sharesOf(plans), [1, 0.7, 0.7, 0.7], STEPS * BATCH);
  });

  test('or each block at its own', () => {
    const plans = planned(randomSkip({ skipRatio: { block1: 0.1, block3: 0.8 } }));
    expectShares(sharesOf(plans), [0.9, 1, 0.2, 1], STEPS * BATCH);
  });

  test('or never, where a gate may have closed', () => {
    const closed = randomSkip({ skipRatio: { block2: 1 } });
    expect(sharesOf(planned(closed))).toEqual([1, 0, 1, 1]);
    expect(valuesOf(closed.finish!(graph)['block2.conv2.weight']!)).toSatisfy(
      (weights: Float32Array) => weights.every((weight) => weight === 0),
    );
  });

  test('draws blocks apart from each other', () => {
    const plans = planned(randomSkip({ skipRatio: 0.5 }));
    const both = plans.flatMap(({ blocks }) =>
      blocks!.block2!.filter((image) => blocks!.block3!.includes(image)),
    );
    expectShares([both.length / (STEPS * BATCH)], [0.25], STEPS * BATCH);
  });
});

describe('what is handed out', () => {
  const x = tensor(
    [4, 1, 6, 6],
    Array.from({ length: 144 }, (_, i) => Math.sin(i)),
  );
  const outputs = async (net: Graph, taps: readonly string[]) => {
    const session = await referenceBackend().open(net, { seed: 1 });
    return (await session.run({ x }, { taps })).tensors;
  };

  test('has branches times the probability that they ran', async () => {
    const saver = stochasticDepth({ survivalProbability: 0.6 });
    const scaled = { ...graph, parameters: { ...graph.parameters, ...saver.finish!(graph) } };
    const [plain, after] = [
      await outputs(graph, ['block1.conv2.out']),
      await outputs(scaled, ['block1.conv2.out']),
    ];
    const branch = 'block1.conv2.out';
    plain[branch]!.values.forEach((value, i) => {
      expect(after[branch]!.values[i]).toBeCloseTo(0.9 * value, 5);
    });
    expect(Object.keys(saver.finish!(graph)).sort()).toEqual(names.map((b) => `${b}.conv2.weight`));
  });

  test('has them so in a ResNet by its batch norms, which add no operator', () => {
    const net = resnet({ depth: 8 });
    const finished = randomSkip({ skipRatio: 0.25 }).finish!(net);
    const last = (block: string) => [`${block}.batchNorm2.scale`, `${block}.batchNorm2.bias`];
    expect(Object.keys(finished).sort()).toEqual(
      ['stage2.block1', 'stage3.block1'].flatMap(last).sort(),
    );
    expect(finished['stage2.block1.batchNorm2.scale']!.values[0]).toBe(0.75);
    expect(sizeOf(finished['stage3.block1.batchNorm2.bias']!.shape)).toBe(64);
  });

  test('is refused before the first step where a branch ends in an activation', () => {
    const ends = graph.nodes.map((node) =>
      node.name === 'block4.add'
        ? { ...node, inputs: ['block3.out.out', 'block4.relu.out'] }
        : node,
    );
    const block = { ...graph.blocks[3]!, branch: ['block4.conv1', 'block4.relu'] };
    const net = { ...graph, nodes: ends, blocks: graph.blocks.with(3, block) } as Graph;
    expect(() => planned(stochasticDepth(), net)).toThrow(
      expect.objectContaining({ code: 'SKIP_BRANCH' }),
    );
    expect(() => planned(randomSkip({ skipRatio: { block1: 0.5 } }), net)).not.toThrow();
  });
});

test.each([{ survivalProbability: 0 }, { survivalProbability: 1.1 }, { per: 'pixel' }])(
  'options %o are refused',
  (options) => {
    expect(() => stochasticDepth(options as never)).toThrow(
      expect.objectContaining({ code: 'PLUGIN_OPTIONS' }),
    );
  },
);

test.each([{ skipRatio: 1 }, { skipRatio: { a: -1 } }, { skipRatio: { a: 1.1 } }])(
  'options %o are refused',
  (options) => {
    expect(() => randomSkip(options)).toThrow(expect.objectContaining({ code: 'PLUGIN_OPTIONS' }));
  },
);
