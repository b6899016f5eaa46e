import { createRandom, type StepPlan, sizeOf, tensor } from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { bitProductsOf, plannedBitProducts } from './bit-products.ts';

const graph = smallGraph({ blocks: 2 });
const layers = graph.nodes.filter(({ op }) => op === 'Conv').map(({ name }) => name);
const IMAGES = 4;

/** PSG's widths on all layers, its rule on the convolutions. */
const planned = (activationBits: number, gradientBits: number, beta: number): StepPlan => {
  const rule = { kind: 'predicted-sign', activationBits, gradientBits, beta } as const;
  return {
    precision: { '*': { activation: 8, weight: 8, gradient: 16 } },
    gradientRule: Object.fromEntries(layers.map((name) => [name, rule])),
  };
};

async function step(plan: StepPlan) {
  const optimizer = { momentum: 0, weightDecay: 0 };
  const session = await referenceBackend().open(graph, { seed: 1, optimizer });
  const random = createRandom(5, 'batch');
  const shape = [IMAGES, 1, 6, 6];
  const x = tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
  const labels = Int32Array.from({ length: IMAGES }, () => random.integer(3));
  return session.train({ inputs: { x }, labels, learningRate: 0.1, plan, step: 0 });
}

test('a layer with both gradients saves at most 27.5 % with a 4/10 predictor', () => {
  const { unpredicted, floor } = plannedBitProducts(graph, planned(4, 10, 0.05));
  // By hand: MACs of the first layer, of the four inner ones, of the last.
  const [first, inner, last] = [9 * 36 * 3, 4 * 9 * 3 * 36 * 3, 9];
  expect(unpredicted).toBe(first * (64 + 128) + inner * (64 + 128 + 128) + last * 320);
  expect(unpredicted - floor).toBe((first + inner) * (128 - 40));
  expect((128 - 40) / (64 + 128 + 128)).toBe(0.275);
});

test.each([
  [4, 10, 0.05],
  [4, 10, 0],
  [4, 10, 1],
  [2, 3, 0.3],
  [8, 16, 0.5],
])(
  'a ledger with a %d/%d predictor above %d agrees with the plan, and never beats its ceiling',
  async (...rule) => {
    const plan = planned(...rule);
    const { ledger, signs } = await step(plan);
    const { formed, unpredicted, floor } = bitProductsOf(ledger);
    const ofImage = plannedBitProducts(graph, plan);
    expect(unpredicted).toBe(IMAGES * ofImage.unpredicted);
    expect(floor).toBe(IMAGES * ofImage.floor);
    expect(formed).toBeGreaterThanOrEqual(floor);
    expect(formed).toBeLessThanOrEqual(unpredicted);
    // What is formed above the floor: the rest of the products, for the undecided weights of each layer.
    const left = layers.reduce((sum, name, i) => {
      const { weights, predicted } = signs![name]!;
      const macs = (i === 0 ? 9 : 27) * 36 * 3 * IMAGES;
      return sum + (macs * (weights - predicted) * (128 - rule[0] * rule[1])) / weights;
    }, 0);
    expect(formed - floor).toBeCloseTo(left, 3);
  },
);

test('without prediction all three are one', async () => {
  const { precision } = planned(4, 10, 0);
  const { ledger } = await step({ precision: precision! });
  const { formed, unpredicted, floor } = bitProductsOf(ledger);
  expect([unpredicted, floor]).toEqual([formed, formed]);
  expect(formed).toBe(IMAGES * plannedBitProducts(graph, { precision: precision! }).floor);
});
