import { describe, expect, test } from 'vitest';
import { executedShares, type TrainingResult, totalMacs } from '../packages/core/src/index.ts';
import { mnist } from '../packages/data/src/index.ts';
import { selectByGates, workloadsOf } from '../packages/graph/src/index.ts';
import { resnet } from '../packages/nets/src/index.ts';
import { exportOnnx } from '../packages/onnx/src/index.ts';
import { openRuntime } from '../packages/onnxruntime/src/index.ts';
import { createRandom, type Graph, sizeOf, tensor } from '../packages/spec/src/index.ts';
import { memoryStore } from '../packages/testkit/src/index.ts';
import { tfjsNative, tfjsWasm } from '../packages/tfjs/src/index.ts';
import { findNativeBinding } from '../packages/tfjs/src/setup/find.ts';
import { psg, randomSkip, slu, smd, stochasticDepth, swa } from '../packages/train/src/index.ts';
import { abortsAt, BATCH, graph, STEPS, trained, weightsOf } from './small-training.ts';

const blocks = graph.blocks.map(({ name }) => name);
const averaging = swa({ start: 0.4, period: 3, statisticsBatches: 4 });

describe('savers that skip blocks', () => {
  test.each([
    ['slu', slu({ skipRatio: 0 })],
    ['stochasticDepth', stochasticDepth({ survivalProbability: 1 })],
    ['randomSkip', randomSkip({ skipRatio: 0 })],
  ])('%s that skips nothing is plain training, bit for bit', async (_, saver) => {
    const plain = await trained([]);
    const same = await trained([saver]);
    expect(same.graph).toEqual(plain.graph);
    expect(same.ledger).toEqual(plain.ledger);
  });

  test('give the same weights in any order, beside those that do not', async () => {
    const [a, b, c] = [slu({ skipRatio: 0.3 }), stochasticDepth({ per: 'image' }), psg()];
    const one = await weightsOf([a, b, c, smd(), averaging]);
    expect(await weightsOf([averaging, smd(), c, b, a])).toEqual(one);
    expect(await weightsOf([c, a, averaging, b, smd()])).toEqual(one);
    expect(await weightsOf([a, c, smd(), averaging])).not.toEqual(one);
  });

  test('run a block for the images that all of them keep', async () => {
    const half = Object.fromEntries(blocks.map((block) => [block, 0.5]));
    const run = async (savers: Parameters<typeof trained>[0]) => {
      const { graph: net, ledger } = await trained(savers, { length: { steps: 60 } });
      return Object.values(executedShares(net, ledger));
    };
    const found = await run([randomSkip({ skipRatio: half }), slu({ skipRatio: 0.2 })]);
    [0.5, 0.4, 0.4].forEach((share, i) => {
      const deviation = Math.sqrt((share * (1 - share)) / (60 * BATCH));
      expect(Math.abs(found[i]! - share)).toBeLessThan(5 * deviation);
    });
  });

  // Step 5 and 10 are checkpoints; from 14 on the statistics are taken.
  test.each([3, 6, 12, 14, 16])('stopped at call %d and resumed have equal bits', async (at) => {
    const savers = [smd({ dropProbability: 0.3 }), slu(), stochasticDepth(), averaging];
    const whole = await trained(savers);
    const store = memoryStore();
    await expect(trained(savers, { store, signal: abortsAt(at) })).rejects.toMatchObject({
      code: 'RUN_INTERRUPTED',
    });
    const resumed = await trained(savers, { store });
    expect(resumed.graph.parameters).toEqual(whole.graph.parameters);
    expect(totalMacs(resumed.ledger)).toEqual(totalMacs(whole.ledger));
    expect(totalMacs(store.ledger)).toEqual(totalMacs(whole.ledger));
  });
});

describe('the ledger', () => {
  const macsOf = (ledger: TrainingResult['ledger'], wanted: (node: string) => boolean) =>
    totalMacs(ledger.filter(({ node }) => wanted(node))).executed;

  test('has gates under a pass of their own, as much as their layers amount to', async () => {
    const { graph: net, ledger } = await trained([slu()]);
    const rows = ledger.filter(({ pass }) => pass === 'gate');
    expect(new Set(rows.map(({ node }) => node.split('.gate.')[0]))).toEqual(
      new Set(blocks.slice(1)),
    );
    expect(rows.map(({ node }) => node).sort()).toEqual(
      ledger.flatMap(({ node }) => (node.includes('.gate.') ? [node] : [])).sort(),
    );
    const passes = ['forward', 'input-gradient', 'weight-gradient'] as const;
    const work = workloadsOf(net, { batch: BATCH, passes }).filter(({ layer }) =>
      layer.includes('.gate.'),
    );
    const macs = work.reduce((sum, one) => sum + one.macs, 0);
    expect(totalMacs(rows).nominal).toBe(STEPS * macs);
  });

  test('has no row of a block that nobody runs', async () => {
    const savers = [stochasticDepth({ survivalProbability: 1e-9 })];
    const { ledger, graph: net } = await trained(savers, { length: { steps: 8 } });
    const deepest = graph.blocks.at(-1)!;
    expect(macsOf(ledger, (node) => deepest.branch.includes(node))).toBe(0);
    expect(executedShares(net, ledger)[deepest.name]).toBe(0);
    const before = graph.parameters[`${deepest.name}.conv1.weight`];
    expect(net.parameters[`${deepest.name}.conv1.weight`]).toEqual(before);
  });
});

describe('a network with gates', () => {
  const shape = [8, 1, 8, 8];
  const random = createRandom(2, 'images');
  const images = tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => 2 * random.normal()),
  );
  const inputs = { [graph.inputs[0]!.name]: images };
  const output = graph.outputs[0]!;

  /** Gates that let some images through and others not. */
  async function decided(): Promise<Graph> {
    const { graph: net } = await trained([slu({ skipRatio: 0.5 })]);
    const sharpened = { ...net.parameters };
    const { shape: of, values } = net.parameters['slu.keep.weight'] as typeof images;
    sharpened['slu.keep.weight'] = tensor(
      of,
      Float32Array.from(values, (w) => 40 * w),
    );
    const session = await tfjsWasm().open({ ...net, parameters: sharpened }, { seed: 1 });
    const gate = net.blocks[1]!.gate!;
    const { tensors } = await session.run(inputs, { taps: [gate] });
    await session.close();
    const logits = [...tensors[gate]!.values]
      .map((p) => Math.log(p / (1 - p)))
      .sort((a, b) => a - b);
    const bias = (net.parameters['slu.keep.bias'] as typeof images).values[0]!;
    sharpened['slu.keep.bias'] = tensor([1], [bias - (logits[3]! + logits[4]!) / 2]);
    return { ...net, parameters: sharpened };
  }

  test('gives the same outputs where both paths run and one is selected, in ONNX Runtime too', async () => {
    const net = await decided();
    const run = async (which: Graph) => {
      const session = await tfjsWasm().open(which, { seed: 1 });
      const result = await session.run(inputs);
      await session.close();
      return result;
    };
    const [gated, selected] = [await run(net), await run(selectByGates(net))];
    const branch = gated.ledger.find(({ node }) => node === `${blocks[1]}.conv1`)!;
    expect(branch.samples).toBe(4);
    const runtime = await openRuntime(exportOnnx(net));
    const judged = await runtime.run(inputs);
    await runtime.close();
    gated.tensors[output]!.values.forEach((value, i) => {
      expect(selected.tensors[output]!.values[i]).toBeCloseTo(value, 5);
      expect(judged[output]!.values[i]).toBeCloseTo(value, 4);
    });
  });
});

describe('on images of MNIST', () => {
  // The gates of a deep network are pushed far off their target by its first steps.
  test.for([
    { depth: 8, skipRatio: 0.2 },
    { depth: 8, skipRatio: 0.4 },
    { depth: 8, skipRatio: 0.6 },
    { depth: 110, skipRatio: 0.6 },
  ])(
    'slu in $depth layers skips $skipRatio of the gated pairs within 2 points, from the ledger of the native backend',
    { timeout: 400_000 },
    async ({ depth, skipRatio }, { skip }) => {
      if (findNativeBinding() === undefined) {
        console.log('skipped: no native binding is installed (pj setup native)');
        return skip();
      }
      const images = await mnist().open();
      const { graph: net, ledger } = await trained([slu({ skipRatio })], {
        graph: resnet({ depth, widths: [4, 8, 16], shape: [1, 28, 28], seed: 1 }),
        ...{ dataset: images, backend: tfjsNative(), images: firstImages(20_000) },
        ...{ length: { steps: 150 }, batchSize: 32, learningRate: 0.1, warmUp: 0.15 },
      });
      await images.close();
      const gated = Object.values(executedShares(net, ledger)).slice(1);
      const kept = gated.reduce((sum, share) => sum + share, 0) / gated.length;
      expect(Math.abs(1 - kept - skipRatio)).toBeLessThan(0.02);
    },
  );
});

const firstImages = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);
