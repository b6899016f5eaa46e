import { builder } from '@picojoule/graph';
import {
  createRandom,
  type ExecutionBackend,
  type Graph,
  PicojouleError,
  type Session,
  type StepPlan,
  sizeOf,
  type Tensors,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import type { Kernels } from './kernels/kernels.ts';
import { definitions, type Plain } from './operators/testing.ts';
import { findNativeBinding } from './setup/find.ts';
import { nativeKernels, tfjsNative } from './tfjs-native.ts';
import { tfjsWasm, wasmKernels } from './tfjs-wasm.ts';

const signsFrom = (activationBits: number, beta: number) =>
  ({ kind: 'predicted-sign', activationBits, gradientBits: 10, beta }) as const;
const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');

/** Two residual blocks with batch norm, the second one with a projection. */
function residualGraph(): Graph {
  const b = builder('residual', 5);
  const images = b.input('images', ['batch', 2, 6, 6]);
  const unit = (x: string, filters: number, stride = 1) =>
    b.batchNorm(b.conv(x, { filters, stride }));
  let x = b.relu(unit(images, 3));
  x = b.relu(b.block('first', x, (y) => unit(b.relu(unit(y, 3)), 3)));
  x = b.relu(
    b.block(
      'second',
      x,
      (y) => unit(b.relu(unit(y, 4, 2)), 4),
      (y) => b.batchNorm(b.conv(y, { filters: 4, kernel: 1, stride: 2, pad: 0 })),
    ),
  );
  return b.build(b.gemm(b.flatten(b.globalAveragePool(x)), { units: 3 }));
}

const graph = residualGraph();
const BATCH = 6;

function batchOf(step: number): { inputs: Tensors; labels: Int32Array } {
  const random = createRandom(step, 'batch');
  const shape = [BATCH, 2, 6, 6];
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
  const labels = Int32Array.from({ length: BATCH }, () => random.integer(3));
  return { inputs: { images: tensor(shape, values) }, labels };
}

interface TrainOptions {
  readonly steps: number;
  readonly from?: number;
  readonly plan?: StepPlan;
  readonly learningRate?: number;
}

async function train(session: Session, options: TrainOptions) {
  const { steps, from = 0, plan = {}, learningRate = 0.05 } = options;
  const losses: number[] = [];
  for (let step = from; step < from + steps; step++) {
    losses.push((await session.train({ ...batchOf(step), learningRate, plan, step })).loss);
  }
  return losses;
}

const optimizer = { momentum: 0.9, weightDecay: 1e-3 };
const openOn = (backend: ExecutionBackend, g: Graph = graph) =>
  backend.open(g, { seed: 1, optimizer });

/** All values by the operators' definitions in double precision; blocks run on the images of the plan. */
function valuesByDefinition(
  parameters: Record<string, Plain>,
  step: number,
  blocks: Readonly<Record<string, readonly number[]>>,
): Record<string, Plain> {
  const { inputs } = batchOf(step);
  const values: Record<string, Plain> = { ...parameters };
  values.images = { shape: [BATCH, 2, 6, 6], values: Float64Array.from(inputs.images!.values) };
  const blockOf = new Map(
    graph.blocks.flatMap((block) => block.branch.map((name) => [name, block] as const)),
  );
  const made = new Map<string, string>();
  const rows = (x: Plain, images: readonly number[]): Plain => {
    const size = x.values.length / x.shape[0]!;
    const taken = images.flatMap((image) => [...x.values.slice(image * size, (image + 1) * size)]);
    return { shape: x.shape.with(0, images.length), values: Float64Array.from(taken) };
  };
  for (const node of graph.nodes) {
    const block = blockOf.get(node.name);
    const images = block && blocks[block.name];
    if (images?.length === 0) continue;
    const merged = graph.blocks.find(({ merge }) => merge === node.name);
    const list = merged && blocks[merged.name];
    if (merged !== undefined && list !== undefined) {
      const isBranch = (name: string) => merged.branch.includes(made.get(name) ?? '');
      const shortcut = values[node.inputs.find((name) => !isBranch(name))!]!;
      const sum = { shape: shortcut.shape, values: Float64Array.from(shortcut.values) };
      const branch = values[node.inputs.find(isBranch) ?? ''];
      const size = sum.values.length / BATCH;
      list.forEach((image, i) => {
        for (let e = 0; e < size; e++)
          sum.values[image * size + e]! += branch!.values[i * size + e]!;
      });
      values[node.outputs[0]!] = sum;
      continue;
    }
    const read = node.inputs.map((name) => {
      const value = values[name]!;
      const outside =
        images !== undefined && !(name in parameters) && !blockOf.has(made.get(name) ?? '');
      return outside ? rows(value, images) : value;
    });
    const [y] = definitions[node.op](node.attributes as never, read, true);
    values[node.outputs[0]!] = y!;
    made.set(node.outputs[0]!, node.name);
  }
  return values;
}

function lossByDefinition(...arguments_: Parameters<typeof valuesByDefinition>): number {
  const logits = valuesByDefinition(...arguments_)[graph.outputs[0]!]!;
  const { labels } = batchOf(arguments_[1]);
  const losses = [...labels].map((label, image) => {
    const row = [...logits.values.slice(image * 3, image * 3 + 3)];
    return Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0)) - row[label]!;
  });
  return losses.reduce((a, b) => a + b, 0) / BATCH;
}

/** Mean and population variance of each channel of [N, C, H, W]; none of a value that was not made. */
function momentsOf(x: Plain | undefined): (readonly [number, number])[] {
  if (x === undefined) return [];
  const [, channels] = x.shape as [number, number];
  const area = sizeOf(x.shape.slice(2));
  return Array.from({ length: channels }, (_, c) => {
    const mine = [...x.values].filter((_, i) => Math.floor(i / area) % channels === c);
    const mean = mine.reduce((a, b) => a + b, 0) / mine.length;
    return [mean, mine.reduce((sum, value) => sum + (value - mean) ** 2, 0) / mine.length];
  });
}

const plainParameters = () =>
  Object.fromEntries(
    Object.entries(graph.parameters).map(([name, source]) => [
      name,
      { shape: source.shape, values: Float64Array.from(valuesOf(source)) },
    ]),
  );

const plans: Record<string, Readonly<Record<string, readonly number[]>>> = {
  'all images': {},
  'some images': { first: [0, 2, 5], second: [4, 1] },
  'one block skipped': { first: [], second: [0, 1, 2, 3, 4, 5] },
  'every block skipped': { first: [], second: [] },
};

for (const [name, plugin, kernels] of [
  ['tfjs-native', tfjsNative, nativeKernels],
  ['tfjs-wasm', tfjsWasm, wasmKernels],
] as const) {
  describe.skipIf(name === 'tfjs-native' && !hasNative)(name, () => {
    for (const [what, blocks] of Object.entries(plans)) {
      test(`a step with ${what} follows the gradient of the definitions`, async () => {
        const session = await plugin().open(graph, {
          seed: 1,
          optimizer: { momentum: 0, weightDecay: 0 },
        });
        const rate = 1;
        const [loss] = await train(session, { steps: 1, plan: { blocks }, learningRate: rate });
        const after = await session.readTensors();
        await session.close();
        expect(loss).toBeCloseTo(lossByDefinition(plainParameters(), 0, blocks), 5);
        const random = createRandom(9, what);
        const learned = Object.keys(graph.parameters).filter((key) => !/mean|var/.test(key));
        for (const key of learned) {
          const start = valuesOf(graph.parameters[key]!);
          for (let probe = 0; probe < 3; probe++) {
            const i = random.integer(start.length);
            const at = plainParameters();
            const shifted = (by: number) => {
              at[key]!.values[i] = start[i]! + by;
              return lossByDefinition(at, 0, blocks);
            };
            const expected = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
            const actual = (start[i]! - after[key]!.values[i]!) / rate;
            expect(Math.abs(actual - expected), `${key}[${i}]`).toBeLessThan(
              1e-4 * Math.max(1, Math.abs(expected)),
            );
          }
        }
      });
    }

    test('momentum, weight decay and Nesterov follow their formula', async () => {
      for (const nesterov of [false, true]) {
        const rule = { momentum: 0.8, weightDecay: 0.1, nesterov };
        const session = await plugin().open(graph, { seed: 1, optimizer: rule });
        const key = graph.nodes.find(({ op }) => op === 'Gemm')!.inputs[1]!;
        let weight = [...valuesOf(graph.parameters[key]!)];
        let velocity = weight.map(() => 0);
        for (let step = 0; step < 3; step++) {
          const checkpoint = await session.checkpoint();
          const probe = await plugin().open(
            { ...graph, parameters: checkpoint.parameters },
            { seed: 1, optimizer: { momentum: 0, weightDecay: 0 } },
          );
          await train(probe, { steps: 1, from: step, learningRate: 1 });
          const moved = (await probe.readTensors([key]))[key]!.values;
          await probe.close();
          const g = weight.map((w, i) => w - moved[i]! + rule.weightDecay * w);
          velocity = velocity.map((v, i) => rule.momentum * v + g[i]!);
          weight = weight.map(
            (w, i) => w - 0.05 * (nesterov ? g[i]! + rule.momentum * velocity[i]! : velocity[i]!),
          );
          await train(session, { steps: 1, from: step });
          const actual = (await session.readTensors([key]))[key]!.values;
          for (const [i, w] of weight.entries()) expect(actual[i]).toBeCloseTo(w, 4);
        }
        await session.close();
      }
    });

    test.for(Object.entries(plans))(
      'running statistics are those of the images that run, %s',
      async ([, blocks]) => {
        const session = await openOn(plugin());
        await train(session, { steps: 1, plan: { blocks } });
        const after = await session.readTensors();
        await session.close();
        const values = valuesByDefinition(plainParameters(), 0, blocks);
        for (const node of graph.nodes.filter(({ op }) => op === 'BatchNormalization')) {
          const [x, , , meanKey, varianceKey] = node.inputs as [string, ...string[]];
          const expected = momentsOf(values[x]);
          const before = (key: string) => valuesOf(graph.parameters[key]!);
          expected.forEach(([mean, variance], c) => {
            const blend = (key: string, batch: number) => 0.9 * before(key)[c]! + 0.1 * batch;
            const now = (key: string) => after[key]!.values[c];
            expect(now(meanKey!), `mean of ${node.name}`).toBeCloseTo(blend(meanKey!, mean), 5);
            expect(now(varianceKey!)).toBeCloseTo(blend(varianceKey!, variance), 5);
          });
          if (values[x] === undefined) {
            for (const key of [meanKey!, varianceKey!])
              expect(after[key]!.values).toEqual(before(key));
          }
        }
      },
    );

    test('leaves no tensors behind, whatever the step does', async () => {
      const k: Kernels = await kernels();
      const session = await openOn(plugin());
      const round = async (from: number) => {
        await train(session, { steps: 1, from });
        await train(session, { steps: 1, from, plan: { blocks: { first: [1, 3], second: [] } } });
        await train(session, { steps: 1, from, plan: { update: { '*': 'frozen' } } });
        await session.run(batchOf(from).inputs, { taps: graph.nodes[2]!.outputs });
        await session.restore(await session.checkpoint());
        const bad = batchOf(from);
        bad.labels[0] = 77;
        const wrong = session.train({ ...bad, learningRate: 1, plan: {}, step: 0 });
        await expect(wrong).rejects.toThrow(PicojouleError);
      };
      await round(0);
      await round(1);
      const before = k.count;
      for (let i = 2; i < 8; i++) await round(i);
      expect(k.count).toBe(before);
      await session.close();
      expect(k.count).toBeLessThan(before);
    });

    test('masked weights stay zero, and momentum does not revive them', async () => {
      const key = Object.keys(graph.parameters).find(
        (parameter) => graph.parameters[parameter]!.shape.length === 4,
      )!;
      const session = await openOn(plugin());
      await train(session, { steps: 3 });
      const current = (await session.readTensors([key]))[key]!;
      const mask = Uint8Array.from(current.values, (_, i) => i % 3 && 1);
      await session.writeTensors({}, { [key]: mask });
      await train(session, { steps: 3, from: 3 });
      const values = (await session.readTensors([key]))[key]!.values;
      values.forEach((value: number, i: number) => {
        if (mask[i] === 0) expect(value).toBe(0);
        else expect(value).not.toBe(0);
      });
      await session.close();
    });

    test('frozen nodes keep their parameters and launch no weight gradient', async () => {
      const session = await openOn(plugin());
      const conv = graph.nodes.find(({ op }) => op === 'Conv')!;
      const plan: StepPlan = { update: { [conv.name]: 'frozen' } };
      const { ledger } = await session.train({ ...batchOf(0), learningRate: 0.1, plan, step: 0 });
      expect(ledger.filter(({ node }) => node === conv.name).map(({ pass }) => pass)).toEqual([
        'forward',
      ]);
      const key = conv.inputs[1]!;
      const kept = (await session.readTensors([key]))[key]!.values;
      expect(kept).toEqual(valuesOf(graph.parameters[key]!));
      await session.close();
    });

    test('densities are the shares of non-zeros', async () => {
      const session = await plugin().open(graph, { seed: 1 });
      const relu = graph.nodes.find(({ op }) => op === 'Relu')!.outputs[0]!;
      const { inputs } = batchOf(4);
      const result = await session.run(inputs, { taps: [relu], densities: [relu, 'images'] });
      const { values } = result.tensors[relu]!;
      const share = values.filter((v: number) => v !== 0).length / values.length;
      expect(result.densities[relu]).toBeCloseTo(share, 10);
      expect(result.densities.images).toBe(1);
      await session.close();
    });

    test('a loss that is no number names the step and changes nothing', async () => {
      const session = await openOn(plugin());
      const { inputs, labels } = batchOf(0);
      const values = Float32Array.from(inputs.images!.values).fill(Number.NaN, 0, 5);
      const broken = { images: tensor(inputs.images!.shape, values) };
      const step = session.train({ inputs: broken, labels, learningRate: 0.1, plan: {}, step: 17 });
      await expect(step).rejects.toMatchObject({
        code: 'TRAIN_DIVERGED',
        message: expect.stringContaining('17'),
      });
      const after = await session.readTensors();
      for (const [key, source] of Object.entries(graph.parameters)) {
        expect(after[key]!.values).toEqual(valuesOf(source));
      }
      await session.close();
    });

    test.for([
      ['drops the batch', { drop: true }],
      ['emulates 17 bits', { precision: { '*': { activation: 8, weight: 8, gradient: 17 } } }],
      ['predicts signs from one bit', { gradientRule: { '*': signsFrom(1, 0.05) } }],
      ['predicts signs above twice the largest', { gradientRule: { '*': signsFrom(4, 2) } }],
      ['names an unknown block', { blocks: { nowhere: [] } }],
      ['names an image twice', { blocks: { first: [1, 1] } }],
      ['names an image beyond the batch', { blocks: { first: [BATCH] } }],
    ] as const)('refuses a plan that %s', async ([, plan]) => {
      const session = await openOn(plugin());
      const step = session.train({
        ...batchOf(0),
        learningRate: 0.1,
        plan: plan as StepPlan,
        step: 0,
      });
      await expect(step).rejects.toMatchObject({ code: 'TFJS_PLAN' });
      await session.close();
    });
  });
}

test.skipIf(!hasNative)('native and wasm agree over ten training steps', async () => {
  const native = await openOn(tfjsNative());
  const wasm = await openOn(tfjsWasm());
  const [a, b] = [await train(native, { steps: 10 }), await train(wasm, { steps: 10 })];
  a.forEach((loss, i) => {
    expect(loss).toBeCloseTo(b[i]!, 4);
  });
  await native.close();
  await wasm.close();
});

test('wasm resumes from a checkpoint bit by bit', async () => {
  const whole = await openOn(tfjsWasm());
  await train(whole, { steps: 6 });
  const first = await openOn(tfjsWasm());
  await train(first, { steps: 3 });
  const checkpoint = await first.checkpoint();
  await first.close();
  const second = await openOn(tfjsWasm());
  await second.restore(checkpoint);
  await train(second, { steps: 3, from: 3 });
  expect(await second.checkpoint()).toEqual(await whole.checkpoint());
  await whole.close();
  await second.close();
});

describe('what does not fit is refused:', () => {
  const wasm = tfjsWasm();
  const { inputs, labels } = batchOf(0);

  test('operators that cannot be trained are named at once, with their nodes', async () => {
    const b = builder('casts');
    const x = b.input('x', ['batch', 4]);
    const y = b.node('Cast', [x], { to: 'int32' }, { name: 'first' });
    const z = b.node('Cast', [y], { to: 'float32' }, { name: 'second' });
    const casts = b.build(b.gemm(z, { units: 2 }));
    await expect(openOn(wasm, casts)).rejects.toMatchObject({
      code: 'TFJS_UNSUPPORTED',
      message: 'tfjs-wasm cannot train Cast ("first", "second").',
    });
    await (await wasm.open(casts, { seed: 1 })).close();
  });

  test.for([
    ['TFJS_INPUTS', { pictures: inputs.images! }],
    ['TFJS_INPUTS', { ...inputs, more: inputs.images! }],
    ['TFJS_SHAPE', { images: tensor([1, 3, 6, 6], new Float32Array(108)) }],
    ['TFJS_SHAPE', { images: { ...inputs.images!, shape: [7, 2, 6, 6] } }],
    ['TFJS_TYPE', { images: { ...inputs.images!, type: 'int32' } }],
  ] as const)('inputs: %s', async ([code, given]) => {
    const session = await openOn(wasm);
    await expect(session.run(given as Tensors)).rejects.toMatchObject({ code });
    await session.close();
  });

  test('labels, taps, tensors and masks that the graph does not have', async () => {
    const session = await openOn(wasm);
    const step = { inputs, learningRate: 1, plan: {}, step: 0 };
    const wrong = Int32Array.from(labels).fill(3, 0, 1);
    const refused = (call: Promise<unknown>, code: string) =>
      expect(call).rejects.toMatchObject({ code });
    await refused(session.train({ ...step, labels: wrong }), 'TFJS_LABELS');
    await refused(session.train({ ...step, labels: labels.slice(1) }), 'TFJS_LABELS');
    await refused(session.run(inputs, { taps: ['nowhere'] }), 'TFJS_UNKNOWN');
    await refused(session.readTensors(['nowhere']), 'TFJS_UNKNOWN');
    await refused(session.writeTensors({ nowhere: tensor([1], [1]) }), 'TFJS_UNKNOWN');
    const [key] = Object.keys(graph.parameters) as [string];
    await refused(session.writeTensors({ [key]: tensor([1], [1]) }), 'TFJS_SHAPE');
    await refused(session.writeTensors({}, { [key]: new Uint8Array(1) }), 'TFJS_SHAPE');
    await session.close();
    await refused(session.run(inputs), 'TFJS_CLOSED');
    const runner = await wasm.open(graph, { seed: 1 });
    await refused(runner.train({ ...step, labels }), 'TFJS_NO_OPTIMIZER');
    await runner.close();
  });
});
