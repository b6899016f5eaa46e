import { type TrainOptions, train } from '@picojoule/core';
import { eyeriss, eyerissTool } from '@picojoule/energy';
import { ledgerWorkloads, workloadsOf } from '@picojoule/graph';
import { createRandom, type EnergyModel } from '@picojoule/spec';
import { fakeDataset, referenceBackend, smallGraph } from '@picojoule/testkit';
import { smd } from '@picojoule/train';
import { expect, test } from 'vitest';

const BATCH = 8;
const STEPS = 6;

/** A training over two checkpoint intervals, whose ledger is merged within each and over both. */
async function trained(savers: TrainOptions['savers'] = []) {
  const dataset = await fakeDataset().open();
  const graph = smallGraph({ shape: dataset.info.shape, classes: dataset.info.classes.length });
  return train({
    graph,
    dataset,
    images: Uint32Array.from({ length: 40 }, (_, i) => i),
    backend: referenceBackend(),
    savers,
    length: { steps: STEPS },
    batchSize: BATCH,
    learningRate: 0.1,
    warmUp: 0.2,
    momentum: 0.9,
    weightDecay: 1e-4,
    random: createRandom(3),
    seed: 3,
    part: 'net',
    checkpointEvery: 3,
    progress: { update: () => {}, line: () => {} },
    signal: new AbortController().signal,
  });
}

/** Without the use of zeros, which the ledger knows and a network alone does not. */
const dense = eyeriss({ skipZeros: false, convAndFcOnly: false });
const stepOf = (graph: Parameters<typeof workloadsOf>[0], model: EnergyModel) =>
  model.estimate(workloadsOf(graph, { batch: BATCH, bits: 32, passes: 'training' })).total;

test('the ledger of plain training costs what its steps cost', async () => {
  const { graph, ledger } = await trained();
  const executed = dense.estimate(ledgerWorkloads(graph, ledger));
  expect(executed.unpriced).toEqual([]);
  expect(executed.total / (STEPS * stepOf(graph, dense))).toBeCloseTo(1, 12);
});

test('without the option, updates of CONV and FC layers are priced, and the rest is named with its pass', async () => {
  const { graph } = await trained();
  const step = workloadsOf(graph, { batch: BATCH, bits: 32, passes: 'training' });
  const found = eyeriss().estimate(step);
  const weighted = step.filter(({ macs, pass }) => macs > 0 && pass === 'forward');
  expect(
    found.layers
      .filter(({ pass }) => pass === 'update')
      .map(({ layer }) => layer)
      .sort(),
  ).toEqual(weighted.map(({ layer }) => layer).sort());
  const named = new Set(weighted.map(({ layer }) => layer));
  const left = step.filter(({ layer }) => !named.has(layer));
  expect(found.unpriced.map(({ layer, pass }) => [layer, pass])).toEqual(
    left.map(({ layer, pass }) => [layer, pass]),
  );
  expect(left.length).toBeGreaterThan(0);
});

test('dropped steps cost nothing, and zeros that were measured make the others cheaper', async () => {
  const { graph, ledger, executed } = await trained([smd({ dropProbability: 0.5 })]);
  const cost = dense.estimate(ledgerWorkloads(graph, ledger)).total;
  expect(cost / (executed * stepOf(graph, dense))).toBeCloseTo(1, 12);
  for (const model of [eyeriss({ convAndFcOnly: false }), eyerissTool({ convAndFcOnly: false })]) {
    const measured = model.estimate(ledgerWorkloads(graph, ledger)).total;
    expect(measured).toBeLessThan(executed * stepOf(graph, model));
  }
});
