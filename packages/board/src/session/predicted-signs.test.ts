import {
  createRandom,
  type LedgerRow,
  type Session,
  type StepPlan,
  sizeOf,
  tensor,
} from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { board } from '../board.ts';
import { golden } from '../golden/golden.ts';

const graph = smallGraph({ shape: [4, 8, 8], filters: 8, classes: 5, blocks: 1, seed: 3 });
const shape = [4, 4, 8, 8];
const optimizer = { momentum: 0.9, weightDecay: 0.01 };
const signed = { update: { '*': 'sign' } } as const;
const psg = (beta: number): StepPlan => ({
  ...signed,
  gradientRule: {
    '*': { kind: 'predicted-sign', activationBits: 8, gradientBits: 8, beta },
    fc: 'exact',
  },
});

function batch(seed: number, images = shape[0]!) {
  const random = createRandom(seed, 'images');
  const size = [images, ...shape.slice(1)];
  const values = Array.from({ length: sizeOf(size) }, () => random.normal());
  const labels = Int32Array.from({ length: images }, (_, i) => (seed + i) % 5);
  return { inputs: { x: tensor(size, values) }, labels };
}

const step = (session: Session, number: number, plan: StepPlan) =>
  session.train({ ...batch(number), learningRate: 0.01, plan, step: number });

const open = (transport = golden()) => board({ transport }).open(graph, { seed: 1, optimizer });

async function steps(plans: readonly StepPlan[]) {
  const session = await open();
  const results = [];
  for (const [number, plan] of plans.entries()) results.push(await step(session, number, plan));
  const checkpoint = await session.checkpoint();
  await session.close();
  return { results, checkpoint };
}

test('the cycles of a step are those that the machine counted itself', async () => {
  const transport = golden();
  const session = await open(transport);
  const { counters } = transport.device.machine;
  await step(session, 0, {});
  const before = counters.cycles;
  const { cycles, ledger } = await step(session, 1, {});
  expect(cycles!.total).toBe(counters.cycles - before);
  const passes = ledger.reduce((sum, row) => sum + row.cycles!, 0);
  // Beside layer passes and updates: beginnings and ends of the programs.
  expect(cycles!.total - cycles!.update - passes).toBeLessThan(100 * 2 * shape[0]!);
  await session.close();
});

test('a layer of fewer channels than a tile has is not predicted, since no tile of it can be spared', async () => {
  // 196 pixels, an instruction of one group: it would wait for what it predicts.
  const net = smallGraph({ shape: [1, 14, 14], filters: 8, classes: 5, blocks: 0, seed: 3 });
  const session = await board({ transport: golden() }).open(net, { seed: 1, optimizer });
  const image = { x: tensor([1, 1, 14, 14], new Float32Array(196).fill(0.5)) };
  const one = { inputs: image, labels: Int32Array.of(0), learningRate: 0.01 };
  const exact = await session.train({ ...one, plan: signed, step: 0 });
  const predicted = await session.train({ ...one, plan: psg(0), step: 1 });
  await session.close();
  const cycles = ({ ledger }: typeof exact, wanted: LedgerRow['pass']) =>
    ledger.find(({ pass }) => pass === wanted)?.cycles;
  expect(cycles(exact, 'weight-gradient')).toBeGreaterThan(0);
  expect(cycles(predicted, 'predictor')).toBe(cycles(exact, 'weight-gradient'));
  expect(predicted.signs).toBeUndefined();
});

test('a spared tile saves its products, and as many cycles but for what stalls', async () => {
  const plain = (await steps([signed, signed])).results;
  const predicted = (await steps([psg(0), psg(0.05)])).results;
  const low = ({ ledger }: (typeof plain)[number]) =>
    ledger.reduce((sum, { macs }) => sum + macs.executed, 0);
  const K = 8 * 8;
  for (const i of [0, 1]) {
    const tiles = Object.values(predicted[i]!.signs!).map((one) => one.tiles!);
    const spared = tiles.reduce((sum, one) => sum + one.spared, 0);
    const saved = low(plain[i]!) - low(predicted[i]!);
    expect(saved).toBe(spared * 16 * K);
    const cycles = plain[i]!.cycles!.total - predicted[i]!.cycles!.total;
    expect(cycles).toBeLessThanOrEqual(spared * K);
    expect(cycles).toBeGreaterThan(0.5 * spared * K);
  }
  // The threshold is 0 at first; a tile of 16 is seldom above a twentieth of the largest.
  const share = (i: number) => {
    const all = Object.values(predicted[i]!.signs!);
    return all.reduce((sum, { tiles }) => sum + tiles!.spared / tiles!.all, 0) / all.length;
  };
  expect(share(0)).toBeGreaterThan(0.5);
  expect(share(1)).toBeLessThan(0.5 * share(0));
  for (const { weights, predicted: decided } of Object.values(predicted[1]!.signs!)) {
    expect(decided).toBeGreaterThan(0);
    expect(decided).toBeLessThan(weights);
  }
});

test('the largest prediction that a threshold comes from is that of one image, to a power of two', async () => {
  const { checkpoint } = await steps([psg(0)]);
  const plain = { momentum: 0, weightDecay: 0 };
  const largest = new Map<string, number>();
  for (let image = 0; image < shape[0]!; image++) {
    const session = await referenceBackend().open(graph, { seed: 1, optimizer: plain });
    const before = await session.readTensors();
    const { inputs, labels } = batch(0);
    const size = sizeOf(shape.slice(1));
    const values = inputs.x.values.slice(image * size, (image + 1) * size) as Float32Array;
    await session.train({
      inputs: { x: tensor([1, ...shape.slice(1)], values) },
      labels: labels.slice(image, image + 1),
      ...{ learningRate: 1, plan: {}, step: 0 },
    });
    const after = await session.readTensors();
    for (const [name, { values: old }] of Object.entries(before)) {
      old.forEach((value: number, i: number) => {
        const gradient = Math.abs(value - after[name]!.values[i]!);
        largest.set(name, Math.max(largest.get(name) ?? 0, gradient));
      });
    }
  }
  const known = Object.keys(checkpoint.optimizer).filter((name) => name.endsWith('.prediction'));
  expect(known).toHaveLength(3);
  for (const name of known) {
    const found = checkpoint.optimizer[name]!.values[0]!;
    const exact = largest.get(name.slice(0, -'.prediction'.length))!;
    // `found` is a power of two with found <= largest < 2 found; 8 bits round the largest off.
    expect(exact / found, name).toBeGreaterThan(0.85);
    expect(exact / found, name).toBeLessThan(2.3);
  }
});

test('a run with predictions that is resumed knows its thresholds', async () => {
  const { checkpoint: middle } = await steps([psg(0.05), psg(0.05)]);
  const { checkpoint: end } = await steps([0, 1, 2].map(() => psg(0.05)));
  const session = await open();
  await step(session, 7, psg(0.01));
  await session.restore(middle);
  await step(session, 2, psg(0.05));
  expect(await session.checkpoint()).toEqual(end);
  await session.close();
});

test('a layer that is updated by signs for a while goes on with the velocity that it had', async () => {
  const session = await open();
  await step(session, 0, {});
  const { parameters } = await session.checkpoint();
  await step(session, 1, signed);
  await session.writeTensors(parameters);
  await step(session, 2, {});
  const found = await session.checkpoint();
  await session.close();
  const other = await open();
  await step(other, 0, {});
  await step(other, 2, {});
  expect(found).toEqual(await other.checkpoint());
  await other.close();
});

test('what the board cannot do with signs is refused', async () => {
  const session = await open();
  const rule = { kind: 'predicted-sign', activationBits: 4, gradientBits: 10, beta: 0 } as const;
  await expect(step(session, 0, { ...signed, gradientRule: { '*': rule } })).rejects.toThrow(
    'from 8 and 8 bits',
  );
  const { gradientRule } = psg(0);
  await expect(step(session, 0, { gradientRule: gradientRule! })).rejects.toThrow(
    'is to predict signs; the board does so where it updates by signs',
  );
  await session.close();
});

test('a sign update moves every weight by the learning rate or not at all', async () => {
  const rate = 2 ** -6;
  const session = await board({ transport: golden() }).open(graph, {
    seed: 1,
    optimizer: { momentum: 0, weightDecay: 0 },
  });
  const before = await session.readTensors();
  await session.train({ ...batch(0), learningRate: rate, plan: signed, step: 0 });
  const after = await session.readTensors();
  await session.close();
  let moved = 0;
  for (const [name, { values }] of Object.entries(after)) {
    const old = before[name]!.values;
    // Masters have 16 bits of the largest weight of their tensor; the largest int16 is 2^15 - 129 (numerics.md).
    const unit = Math.max(...[...old].map(Math.abs)) / 2 ** 14;
    for (const [i, value] of [...values].entries()) {
      const distance = Math.abs(Number(value) - Number(old[i]));
      if (distance <= unit) continue;
      moved++;
      expect(Math.abs(distance - rate)).toBeLessThanOrEqual(unit);
    }
  }
  expect(moved).toBeGreaterThan(500);
});
