import type { Graph, LedgerRow, Tensors, Workload } from '@picojoule/spec';
import { tensor } from '@picojoule/spec';
import { graphArbitrary, referenceBackend, smallGraph } from '@picojoule/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builder } from '../builder.ts';
import { withMasks } from '../edit-parameters.ts';
import { ledgerWorkloads } from './ledger-workloads.ts';
import { workloadsOf } from './workloads.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

const OPTIMIZER = { momentum: 0.9, weightDecay: 1e-4 };
const macsOfPass = (workloads: readonly Workload[], pass: Workload['pass']) =>
  workloads.filter((w) => w.pass === pass).reduce((sum, { macs }) => sum + macs, 0);

function imagesOf(graph: Graph, batch: number): Tensors {
  const { name, shape } = graph.inputs[0]!;
  const full = shape.map((size) => (size === 'batch' ? batch : size));
  const values = Array.from({ length: full.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1));
  return { [name]: tensor(full, values) };
}

/** The rows of some steps of plain training on the reference backend. */
async function trained(graph: Graph, batch: number, steps: number): Promise<LedgerRow[]> {
  const session = await referenceBackend().open(graph, { seed: 1, optimizer: OPTIMIZER });
  const labels = Int32Array.from({ length: batch }, () => 0);
  const rows: LedgerRow[] = [];
  for (let step = 0; step < steps; step++) {
    const inputs = imagesOf(graph, batch);
    const call = { inputs, labels, learningRate: 1e-3, plan: {}, step };
    rows.push(...(await session.train(call)).ledger);
  }
  return rows;
}

test('backward takes twice the MACs of forward, less the input gradient of the first layer', () => {
  fc.assert(
    fc.property(graphArbitrary, fc.integer({ min: 1, max: 4 }), (graph, batch) => {
      const workloads = workloadsOf(graph, { batch, passes: 'training' });
      const forward = macsOfPass(workloads, 'forward');
      const first = workloads.find(({ pass, macs }) => pass === 'forward' && macs > 0)!;
      expect(macsOfPass(workloads, 'weight-gradient')).toBe(forward);
      expect(macsOfPass(workloads, 'input-gradient')).toBe(forward - first.macs);
    }),
  );
});

/** All of them but for their densities, in an order of their own. */
const inOrder = (workloads: readonly Workload[]) =>
  workloads
    .map(({ density: _, ...rest }) => rest)
    .toSorted((a, b) => `${a.layer} ${a.pass}`.localeCompare(`${b.layer} ${b.pass}`));

test('the rows of plain training are the workloads of a training step, once per step', async () => {
  const graph = smallGraph({ blocks: 2 });
  const rows = await trained(graph, 4, 3);
  const step = workloadsOf(graph, { batch: 4, bits: 32, passes: 'training' });
  expect(inOrder(ledgerWorkloads(graph, rows))).toEqual(inOrder([...step, ...step, ...step]));
});

test('merged rows are as many executions of the same passes', async () => {
  const graph = smallGraph();
  const rows = (await trained(graph, 4, 1)).map((row) => ({
    ...row,
    samples: 12,
    executions: 3,
    macs: { ...row.macs, emulated: 3 * row.macs.emulated },
  }));
  const once = workloadsOf(graph, { batch: 4, bits: 32, passes: 'training' });
  expect(inOrder(ledgerWorkloads(graph, rows))).toEqual(
    inOrder(once.map((work) => ({ ...work, repeats: 3 }))),
  );
});

test('images that do not share out evenly are priced in whole batches, none lost', () => {
  const graph = smallGraph();
  const row: LedgerRow = {
    step: 0,
    node: 'conv1',
    op: 'Conv',
    pass: 'forward',
    samples: 11,
    executions: 4,
    dtype: 'float32',
    bits: { input: 8, weight: 8, output: 8 },
    macs: { executed: 110, nominal: 110, emulated: 110 },
  };
  const priced = ledgerWorkloads(graph, [row]);
  expect(priced.map(({ batch, repeats, macs }) => [batch, repeats, macs])).toEqual([
    [3, 3, 30],
    [2, undefined, 20],
  ]);
});

test('a row of which the emulated machine does nothing is no work, one of no MACs is', async () => {
  const graph = smallGraph();
  const rows = await trained(graph, 4, 1);
  const idle = rows.map((row) => ({
    ...row,
    macs: row.pass === 'weight-gradient' ? { ...row.macs, emulated: 0 } : row.macs,
  }));
  const passes = new Set(ledgerWorkloads(graph, idle).map(({ pass }) => pass));
  expect(passes).toEqual(new Set(['forward', 'input-gradient', 'update']));
});

test('densities that forward rows measured hold for the backward rows too', async () => {
  const graph = smallGraph({ blocks: 1 });
  const [first] = graph.nodes;
  const rows = await trained(graph, 4, 1);
  const measured = rows.find(({ node, pass }) => node === 'relu1' && pass === 'forward')!;
  const share = measured.density!.output;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1);
  const priced = ledgerWorkloads(graph, rows).filter(({ layer }) => layer === first!.name);
  const [forward, weightGradient] = [
    priced.find(({ pass }) => pass === 'forward')!,
    priced.find(({ pass }) => pass === 'weight-gradient')!,
  ];
  // Its output is stored behind the ReLU, which also masks the gradient that comes back.
  expect(forward.density.output).toBeCloseTo(share, 12);
  expect(weightGradient.density.weight).toBeCloseTo(share, 12);
});

test('the share of non-zero gradients is never above its bound, and meets it behind a ReLU', async () => {
  const b = builder('chain');
  const x = b.input('x', ['batch', 2, 6, 6]);
  const inner = b.relu(b.conv(x, { filters: 3, name: 'conv' }), { name: 'relu' });
  const second = b.conv(inner, { filters: 2, name: 'second' });
  const map = b.node('GlobalAveragePool', [b.relu(second, { name: 'relu2' })], {});
  const graph = b.build(b.gemm(b.flatten(map), { units: 2 }));
  const relu2 = graph.nodes.find(({ name }) => name === 'relu2')!;
  const session = await referenceBackend().open(graph, { seed: 1 });
  const ran = await session.run(imagesOf(graph, 1), {
    taps: [relu2.inputs[0]!],
    densities: [relu2.outputs[0]!],
  });
  // From here on the network is linear but for the ReLU: the gradient is zero exactly where it is off.
  const before = ran.tensors[relu2.inputs[0]!]!.values;
  const through = [...before].filter((value) => value > 0).length / before.length;
  const workloads = workloadsOf(graph, { batch: 1, densities: ran.densities, passes: 'training' });
  const gradient = workloads.find(
    ({ layer, pass }) => layer === 'second' && pass === 'input-gradient',
  )!;
  expect(through).toBeLessThan(1);
  expect(gradient.density.input).toBeCloseTo(through, 12);
});

test('widths follow what an operand is: activation, weight or gradient', () => {
  const bits = { activation: 8, weight: 4, gradient: 16 };
  const graph = smallGraph();
  const of = (pass: Workload['pass']) =>
    workloadsOf(graph, { batch: 2, bits, passes: 'training' }).find(
      (work) => work.pass === pass && work.layer === 'block1.conv1',
    )!.bits;
  expect(of('forward')).toEqual({ input: 8, weight: 4, output: 8 });
  expect(of('input-gradient')).toEqual({ input: 16, weight: 4, output: 16 });
  expect(of('weight-gradient')).toEqual({ input: 8, weight: 16, output: 16 });
  // Gradient, weight and velocity are read; weight and velocity written.
  expect(of('update').input).toBeCloseTo((16 + 4 + 16) / 3, 12);
  expect(of('update').output).toBeCloseTo((4 + 16) / 2, 12);
});

/** conv, batch norm, relu, pooling, classifier. */
function normed() {
  const b = builder('normed');
  const x = b.input('x', ['batch', 2, 6, 6]);
  const norm = b.batchNorm(b.conv(x, { filters: 3, name: 'conv' }), { name: 'norm' });
  const map = b.maxPool(b.relu(norm, { name: 'relu' }), { kernel: 2, name: 'pool' });
  return b.build(b.gemm(b.flatten(map, { name: 'flat' }), { units: 5, name: 'fc' }));
}
const SIZE = 3 * 36;

test('layers without MACs move what their gradient needs, and views and fused ones nothing', () => {
  const moved = (works: readonly Workload[]) =>
    Object.fromEntries(
      works
        .filter(({ kind, pass }) => kind === 'data' && pass !== 'update')
        .map(({ layer, pass, inPlace, ...w }) => [
          `${layer} ${pass}`,
          inPlace
            ? [0, 0]
            : [
                w.batch * w.inputChannels * w.input[0] * w.input[1],
                w.batch * w.outputChannels * w.output[0] * w.output[1],
              ],
        ]),
    );
  expect(moved(workloadsOf(normed(), { batch: 2 }))).toEqual({
    'norm forward': [0, 0],
    'relu forward': [0, 0],
    'pool forward': [2 * SIZE, 2 * 27],
    'flat forward': [0, 0],
  });
  expect(moved(workloadsOf(normed(), { batch: 2, passes: 'training' }))).toEqual({
    // The batch's statistics come before its use: the ofmap of the convolution is kept in memory.
    'norm forward': [2 * SIZE, 2 * SIZE],
    'relu forward': [0, 0],
    'pool forward': [2 * SIZE, 2 * 27],
    'flat forward': [0, 0],
    'flat input-gradient': [0, 0],
    // Gradient of the output and kept input; gradient of the input.
    'pool input-gradient': [2 * (27 + SIZE), 2 * SIZE],
    // The mask is applied to the gradient on its way: only the kept output is read.
    'relu input-gradient': [2 * SIZE, 0],
    'norm input-gradient': [2 * (SIZE + SIZE), 2 * SIZE],
  });
});

test('operations: one per element, a window per pooled value, the update by its optimiser', () => {
  const count = (momentum: boolean) =>
    Object.fromEntries(
      workloadsOf(normed(), { batch: 1, passes: 'training', momentum })
        .filter(({ kind }) => kind === 'data')
        .map(({ layer, pass, operations }) => [`${layer} ${pass}`, operations]),
    );
  expect(count(true)).toEqual({
    'norm forward': 3 * SIZE,
    'relu forward': SIZE,
    'pool forward': 27 * 4,
    'flat forward': 0,
    'flat input-gradient': 0,
    'pool input-gradient': 27 * 4,
    'relu input-gradient': SIZE,
    'norm input-gradient': 4 * SIZE,
    'conv update': 3 * 54,
    'fc update': 3 * 135,
  });
  expect(count(false)['conv update']).toBe(2 * 54);
});

test('a mask of weights lightens the update by the weights alone', () => {
  const graph = normed();
  const mask = Uint8Array.from({ length: 54 }, (_, i) => (i % 2 === 0 ? 0 : 1));
  const update = workloadsOf(withMasks(graph, { 'conv.weight': mask }), {
    batch: 1,
    passes: ['update'],
  }).find(({ layer }) => layer === 'conv')!;
  expect(update.density.input).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
  expect(update.density.output).toBeCloseTo((0.5 + 1) / 2, 12);
});
