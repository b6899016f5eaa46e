import { readFileSync } from 'node:fs';
import {
  evaluate,
  imageClassifier,
  imageSets,
  measureDensities,
  prune,
  removableShare,
  totalMacs,
} from '@picojoule/core';
import { mnist } from '@picojoule/data';
import { eyeriss } from '@picojoule/energy';
import { workloadsOf } from '@picojoule/graph';
import { decodeGraph } from '@picojoule/lab';
import { energyAware, magnitude } from '@picojoule/prune';
import { createRandom } from '@picojoule/spec';
import { tfjsNative } from '@picojoule/tfjs';

const arg = JSON.parse(process.argv[2] ?? '{}');
const {
  strategy = 'energy-aware',
  options = {},
  bound = 1,
  steps = 150,
  lr = 0.05,
  wd = 1e-4,
  seed = 1,
  file = '/tmp/dense-smd-3-1.graph',
} = arg;
const backend = tfjsNative();
const dataset = await mnist().open();
const dense = decodeGraph(new Uint8Array(readFileSync(file)));
const random = createRandom(seed);
const sets = imageSets(60000, { heldOut: 5000, samples: 256, probes: 1000 }, random);
const model = eyeriss();
const s = strategy === 'magnitude' ? magnitude(options) : energyAware(options);
const t0 = Date.now();
const progress = {
  update() {},
  line: (l) => console.log(((Date.now() - t0) / 1000).toFixed(0), l),
};
const r = await prune({
  graph: dense,
  dataset,
  sets,
  backend,
  strategy: s,
  model,
  batch: 16,
  bits: 16,
  bound,
  fineTune: { steps, learningRate: lr, batchSize: 128, momentum: 0.9, weightDecay: wd },
  random: random.split('prune'),
  seed,
  part: strategy,
  progress,
  signal: new AbortController().signal,
});
const session = await backend.open(dense, { seed });
const densities = await measureDensities(dense, { session, dataset, indices: sets.samples });
const rem = removableShare({ dense, pruned: r.graph }, { model, batch: 16, bits: 16, densities });
const ps = await backend.open({ ...r.graph, masks: {} }, { seed });
const classifier = imageClassifier(dense, dataset);
const test = await evaluate({
  session: ps,
  classifier,
  dataset,
  split: 'test',
  indices: Array.from({ length: 10000 }, (_, i) => i),
});
const last = r.points.filter((p) => p.accepted).at(-1);
console.log(
  JSON.stringify({
    arg,
    seconds: (Date.now() - t0) / 1000,
    share: rem.share,
    dense: rem.dense / 16,
    pruned: rem.pruned / 16,
    empty: rem.empty / 16,
    energy: last?.energy / 16,
    weights: last?.nonZeroWeights,
    test: test.accuracy,
    edits: r.points.length,
  }),
);
for (const g of [dense, r.graph])
  console.log(
    model
      .estimate(workloadsOf(g, { batch: 16, bits: 16, densities }))
      .layers.map((l) => l.layer + ' ' + (l.total / 16).toFixed(0))
      .join(' | '),
  );
process.exit(0);
