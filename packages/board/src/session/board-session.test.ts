import { boardNet, resnet } from '@picojoule/nets';
import {
  createRandom,
  type Graph,
  type StepPlan,
  sizeOf,
  type Tensors,
  tensor,
} from '@picojoule/spec';
import { referenceBackend, smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { board } from '../board.ts';
import { smallestRoom } from '../compiler/first-room.ts';
import { compiled } from '../compiler/testing-program.ts';
import { golden } from '../golden/golden.ts';
import type { GoldenModel } from '../golden/golden-device.ts';

const graph = smallGraph({ shape: [3, 10, 8], filters: 9, classes: 5, blocks: 2, seed: 3 });
const shape = [8, 3, 10, 8];
const optimizer = { momentum: 0, weightDecay: 0 };

function batch(seed: number) {
  const random = createRandom(seed, 'images');
  const images = tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
  return { inputs: { x: images }, labels: Int32Array.from({ length: 8 }, (_, i) => i % 2) };
}

/** Cosine of two tensors' angle. */
function cosine(a: ArrayLike<number>, b: ArrayLike<number>) {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

async function oneStep(backend: ReturnType<typeof referenceBackend>, of: Graph = graph) {
  const session = await backend.open(of, { seed: 1, optimizer });
  const before = await session.readTensors();
  const { loss } = await session.train({ ...batch(1), learningRate: 0.25, plan: {}, step: 0 });
  const after = await session.readTensors();
  await session.close();
  const moved = (name: string) =>
    Float64Array.from(after[name]!.values, (v, i) => v - before[name]!.values[i]!);
  return { loss, moved };
}

// A missing mask, shortcut or shift of an exponent leaves neither direction nor length.
test.for(['icebreaker', 'ulx3s'] as const)(
  '%s: a step moves every parameter as float32 does, but for what 8 bits round off',
  async (model) => {
    const found = await oneStep(board({ transport: golden({ model }) }));
    const expected = await oneStep(referenceBackend());
    expect(Math.abs(found.loss - expected.loss)).toBeLessThan(0.05 * expected.loss);
    for (const name of Object.keys(graph.parameters)) {
      const [a, b] = [found.moved(name), expected.moved(name)];
      expect(cosine(a, b), name).toBeGreaterThan(0.9);
      const norm = (values: Float64Array) => Math.hypot(...values);
      expect(Math.abs(norm(a) / norm(b) - 1), name).toBeLessThan(0.2);
    }
  },
);

// Sums are exact and forward rounding is to nearest, so nothing of an output depends on the lanes.
test('both boards compute the same outputs, bit by bit', async () => {
  const outputs = async (model: GoldenModel): Promise<Tensors> => {
    const session = await board({ transport: golden({ model }) }).open(graph, { seed: 1 });
    const { tensors } = await session.run(batch(6).inputs);
    await session.close();
    return tensors;
  };
  expect(await outputs('ulx3s')).toEqual(await outputs('icebreaker'));
});

test('skipped blocks and frozen layers take no cycles, as the ledger says', async () => {
  const transport = golden();
  const session = await board({ transport }).open(graph, { seed: 1, optimizer });
  const { counters } = transport.device.machine;
  const train = async (plan: StepPlan) => {
    const before = counters.cycles;
    const { ledger } = await session.train({ ...batch(2), learningRate: 0.1, plan, step: 0 });
    const cycles = ledger.reduce((sum, row) => sum + row.cycles!, 0);
    return { ledger, stated: cycles, counted: counters.cycles - before };
  };
  const plain = await train({});
  const skipped = await train({ blocks: { block2: [0, 1] } });
  const branch = plain.ledger.filter(({ node }) => node.startsWith('block2.conv'));
  const work = branch.reduce((sum, { cycles }) => sum + cycles!, 0);
  // Six of eight images left the block out: what is saved is their work, within 10 cycles each.
  const saved = plain.counted - skipped.counted;
  expect(Math.abs(plain.stated - skipped.stated - saved)).toBeLessThan(6 * 10 * 8);
  expect(saved).toBeGreaterThan(0.7 * work);
  expect(saved).toBeLessThan(0.8 * work);
  const frozen = await train({ update: { '*': 'frozen' } });
  expect(new Set(frozen.ledger.map(({ pass }) => pass))).toEqual(new Set(['forward']));
  await session.close();
});

test('what many images take is counted whole, though the table is read in between', async () => {
  const small = smallGraph({ shape: [1, 4, 4], filters: 2, classes: 2, blocks: 0, seed: 3 });
  const session = await board().open(small, { seed: 1, optimizer });
  const cycles = async (images: number) => {
    const inputs = { x: tensor([images, 1, 4, 4], new Array(16 * images).fill(1)) };
    const labels = new Int32Array(images);
    const { ledger } = await session.train({
      ...{ inputs, labels, learningRate: 0.25, plan: {}, step: 0 },
    });
    const rows = [...(await session.run(inputs)).ledger, ...ledger];
    return rows.flatMap(({ pass, cycles }) => (pass === 'update' ? [] : [cycles]));
  };
  const one = await cycles(1);
  expect(await cycles(130)).toEqual(one.map((count) => 130 * count!));
  await session.close();
});

test('a network without a place on the board is refused before anything is sent', async () => {
  const transport = golden();
  const before = transport.device.machine.memory.bytes.slice();
  const wide = boardNet({ shape: [3, 64, 64] });
  await expect(board({ transport }).open(wide, { seed: 1, optimizer })).rejects.toMatchObject({
    code: 'BOARD_MEMORY',
  });
  expect(transport.device.machine.memory.bytes).toEqual(before);
});

test('a network whose sums have no room trains in bands, and learns as float32 does', async () => {
  const wide = boardNet({ shape: [3, 46, 46], seed: 4 });
  const random = createRandom(5, 'images');
  const images = Array.from({ length: 4 * 3 * 46 * 46 }, () => random.normal());
  const step = {
    ...{ inputs: { images: tensor([4, 3, 46, 46], images) }, labels: Int32Array.of(0, 1, 2, 3) },
    ...{ learningRate: 0.25, plan: {}, step: 0 },
  };
  const moved = async (backend: ReturnType<typeof referenceBackend>) => {
    const session = await backend.open(wide, { seed: 1, optimizer });
    const before = await session.readTensors();
    const { loss, ledger } = await session.train(step);
    const after = await session.readTensors();
    await session.close();
    const all = Object.entries(after).flatMap(([name, { values }]) =>
      Array.from(values, (v, i) => v - before[name]!.values[i]!),
    );
    return { loss, all, ledger };
  };
  const [found, expected] = [await moved(board()), await moved(referenceBackend())];
  expect(Math.abs(found.loss - expected.loss)).toBeLessThan(0.05 * expected.loss);
  expect(cosine(found.all, expected.all)).toBeGreaterThan(0.9);
  // The ledger has what was computed twice; a gradient of two planes takes two products a MAC.
  const { macs } = found.ledger.find(
    ({ node, pass }) => node === 'block1.conv1' && pass === 'input-gradient',
  )!;
  expect(macs.executed).toBeGreaterThan(1.4 * 2 * macs.nominal);
});

test('feature maps that are made again are in the ledger as forward work, of the images that there were', async () => {
  const deep = resnet({ depth: 20, widths: [4, 4, 8], shape: [1, 8, 8], batchNorm: false });
  const { labels } = compiled(deep, smallestRoom).program;
  const again = new Set(labels.flatMap((one) => (one.again === true ? [one.node] : [])));
  expect(again.size).toBeGreaterThan(0);
  const random = createRandom(6, 'images');
  const images = tensor(
    [2, 1, 8, 8],
    Array.from({ length: 128 }, () => random.normal()),
  );
  const step = { inputs: { images }, labels: Int32Array.of(0, 1), plan: {}, step: 0 };
  const session = await board().open(deep, { seed: 1, optimizer });
  const forward = async (learningRate: number) => {
    const { ledger, loss } = await session.train({ ...step, learningRate });
    return { loss, rows: ledger.filter(({ pass }) => pass === 'forward') };
  };
  // Without a backward pass, once.
  const [once, trained] = [await forward(0), await forward(0.01)];
  await session.close();
  expect(trained.loss).toBe(once.loss);
  expect(trained.rows).toEqual(
    once.rows.map(({ node, macs, ...row }) => {
      const times = again.has(node!) ? 2 : 1;
      const cycles = expect.toSatisfy((found: number) => found >= times * row.cycles! * 0.99);
      return { ...row, node, cycles, macs: { ...macs, executed: times * macs.executed } };
    }),
  );
});

// To run, weights have their upper planes alone, and sums lie over their shortcuts; to train neither.
test.each([
  ['identities', graph, 'x'],
  [
    'stages',
    resnet({ depth: 8, widths: [4, 4, 8], shape: [3, 10, 8], batchNorm: false, seed: 6 }),
    'images',
  ],
] as const)(
  'a network of %s that runs alone computes what one computes that trains',
  async (_, of, input) => {
    const { inputs, labels } = batch(4);
    const step = { inputs: { [input]: inputs.x }, labels, learningRate: 0, plan: {}, step: 0 };
    const training = await board().open(of, { seed: 1, optimizer });
    const running = await board().open(of, { seed: 1 });
    expect(await running.readTensors()).toEqual(await training.readTensors());
    const { loss } = await training.train(step);
    const { values } = (await running.run(step.inputs)).tensors[of.outputs[0]!]!;
    const classes = values.length / labels.length;
    const losses = [...labels].map((label, i) => {
      const logits = Array.from(values).slice(i * classes, (i + 1) * classes);
      return Math.log(logits.reduce((sum, v) => sum + Math.exp(v), 0)) - logits[label]!;
    });
    expect(losses.reduce((sum, one) => sum + one, 0) / labels.length).toBeCloseTo(loss, 5);
    for (const session of [training, running]) await session.close();
  },
);

test('faults of the wire change nothing', async () => {
  const parameters = async (faults: Parameters<typeof golden>[0]): Promise<Tensors> => {
    const session = await board({ transport: golden(faults) }).open(graph, { seed: 1, optimizer });
    await session.train({ ...batch(3), learningRate: 0.1, plan: {}, step: 0 });
    const read = await session.readTensors();
    await session.close();
    return read;
  };
  const faulty = { drop: 0.01, flip: 0.02, duplicate: 0.01, cut: 0.01 };
  expect(await parameters(faulty)).toEqual(await parameters({}));
});
