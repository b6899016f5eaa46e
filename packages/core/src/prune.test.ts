import { countWeights, withMasks } from '@picojoule/graph';
import {
  createRandom,
  type EnergyModel,
  type Graph,
  macUnits,
  type PruningStrategy,
} from '@picojoule/spec';
import {
  asPlugin,
  fakeDataset,
  memoryStore,
  nullEnergyModel,
  referenceBackend,
  smallGraph,
} from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { imageSets } from './data/image-sets.ts';
import { type Progress, silent } from './progress.ts';
import { type PruneOptions, prune } from './prune.ts';

/** Masks the first `share` of every parameter that is a filter or a matrix. */
function maskShare(graph: Graph, share: number): Graph {
  const masks = Object.entries(graph.parameters)
    .filter(([, { shape }]) => shape.length > 1)
    .map(([name, { shape }]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [
        name,
        Uint8Array.from({ length: size }, (_, i) => (i < share * size ? 0 : 1)),
      ] as const;
    });
  return withMasks(graph, Object.fromEntries(masks));
}

/** Tries these shares one after the other, whatever the verdicts. */
const tries = (shares: readonly number[], onEdit = () => {}) =>
  asPlugin('pruning', 'tries', {
    async *prune({ graph, history }) {
      let current = graph;
      for (const share of shares.slice(history.length)) {
        onEdit();
        const verdict = yield { graph: maskShare(current, share), note: `${share}` };
        current = verdict.graph;
      }
    },
  } satisfies PruningStrategy);

async function optionsFor(change: Partial<PruneOptions> = {}): Promise<PruneOptions> {
  const dataset = await fakeDataset({ size: { train: 120, test: 8 } }).open();
  return {
    graph: smallGraph({ shape: dataset.info.shape, classes: dataset.info.classes.length }),
    dataset,
    sets: imageSets(120, { heldOut: 40, samples: 8, probes: 16 }, createRandom(1)),
    backend: referenceBackend(),
    strategy: tries([0.1, 0.3]),
    model: nullEnergyModel(),
    batch: 1,
    bits: 16,
    bound: 100,
    fineTune: {
      steps: 2,
      rounds: 2,
      learningRate: 0.05,
      batchSize: 8,
      momentum: 0.9,
      weightDecay: 0,
    },
    random: createRandom(2),
    seed: 2,
    part: 'search',
    progress: silent,
    signal: new AbortController().signal,
    ...change,
  };
}

test('keeps masked weights at zero through fine-tuning, and the edit it accepted last', async () => {
  const options = await optionsFor();
  const { graph, points } = await prune(options);
  expect(points.map(({ accepted }) => accepted)).toEqual([true, true]);
  expect(countWeights(graph)).toMatchObject({
    nonZero: countWeights(maskShare(options.graph, 0.3)).nonZero,
  });
});

test('reverts what the bound does not hold, and gives the network back as it was', async () => {
  // All weights gone leaves one answer for all images; no bound below zero points can hold that.
  const options = await optionsFor({ strategy: tries([1]), bound: -100 });
  const { graph, points, accuracy, denseAccuracy } = await prune(options);
  expect(points).toMatchObject([{ accepted: false, rounds: 2 }]);
  expect(graph).toBe(options.graph);
  expect(accuracy).toBe(denseAccuracy);
});

test('fine-tunes an edit that misses the bound again, and stops as soon as it holds', async () => {
  const held = async (rounds: number, bound: number) => {
    const options = await optionsFor({ strategy: tries([0.5]) });
    const fineTune = { ...options.fineTune, steps: 1, rounds };
    return prune({ ...options, fineTune, bound });
  };
  const lost = async (rounds: number) => {
    const { points, denseAccuracy } = await held(rounds, -100);
    return 100 * (denseAccuracy - points[0]!.accuracy);
  };
  const most = 12;
  const losses = await Promise.all(Array.from({ length: most }, (_, i) => lost(i + 1)));
  // Ask for what a later round reaches first: all rounds before it fall short.
  const wanted = Math.min(...losses);
  const first = losses.indexOf(wanted) + 1;
  expect(first).toBeGreaterThan(1);
  const { points } = await held(most, wanted);
  expect(points).toMatchObject([{ accepted: true, rounds: first }]);
});

test('interrupted after an edit and resumed ends as if never stopped', async () => {
  const whole = await prune(await optionsFor());
  const store = memoryStore();
  const controller = new AbortController();
  let edits = 0;
  const strategy = tries([0.1, 0.3], () => {
    edits++;
    if (edits === 2) controller.abort();
  });
  const stopped = prune(await optionsFor({ strategy, store, signal: controller.signal }));
  await expect(stopped).rejects.toMatchObject({ code: 'RUN_INTERRUPTED' });
  const resumed = await prune(await optionsFor({ store }));
  expect(resumed.points).toEqual(whole.points);
  expect(resumed.graph.parameters).toEqual(whole.graph.parameters);
  expect(resumed.graph.masks).toEqual(whole.graph.masks);
});

test('says the energy of each edit per image, with its unit', async () => {
  const lines: string[] = [];
  const progress: Progress = { ...silent, line: (text) => lines.push(text) };
  const model: EnergyModel<'MAC'> = {
    unit: 'MAC',
    estimate: () => ({
      unit: 'MAC',
      model: 'constant',
      provenance: 'modelled',
      total: macUnits(40),
      layers: [],
      unpriced: [],
    }),
  };
  await prune(await optionsFor({ progress, model, batch: 4 }));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toContain('energy 1.000e+1 MAC units per image,');
});

test('a search that cannot be gone on from is refused, not begun again unasked', async () => {
  const store = memoryStore();
  await prune(await optionsFor({ store }));
  const state = (await store.readJson('search.json')) as { graphFile: string };
  const resume = async () => prune(await optionsFor({ store }));
  for (const damage of [
    null,
    {},
    [],
    { ...state, points: [{ edit: 1 }] },
    { ...state, ledger: [7] },
  ]) {
    await store.writeJson('search.json', damage);
    await expect(resume()).rejects.toMatchObject({ code: 'PRUNE_STATE' });
  }
  await store.writeJson('search.json', state);
  await resume();
  await store.remove(state.graphFile);
  await expect(resume()).rejects.toThrow(/search\.2\.graph is missing/);
});
