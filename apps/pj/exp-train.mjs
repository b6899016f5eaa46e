import { writeFileSync } from 'node:fs';
import { evaluate, imageClassifier, imageSets, silent, totalMacs, train } from '@picojoule/core';
import { mnist } from '@picojoule/data';
import { encodeGraph } from '@picojoule/lab';
import { quickstartNet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import { tfjsNative } from '@picojoule/tfjs';
import { smd } from '@picojoule/train';

const [epochs, lr, savers, seed] = [
  Number(process.argv[2] ?? 3),
  Number(process.argv[3] ?? 0.2),
  process.argv[4] ?? 'smd',
  Number(process.argv[5] ?? 1),
];
const backend = tfjsNative();
const dataset = await mnist().open();
const graph = quickstartNet({ seed });
const random = createRandom(seed);
const sets = imageSets(60000, { heldOut: 5000, samples: 256, probes: 1000 }, random);
const t0 = Date.now();
const r = await train({
  graph,
  dataset,
  images: sets.training,
  backend,
  savers: savers === 'smd' ? [smd()] : [],
  length: { epochs },
  batchSize: 128,
  learningRate: lr,
  warmUp: 0.15,
  momentum: 0.9,
  weightDecay: 5e-4,
  random,
  seed,
  part: 'x',
  progress: silent,
  signal: new AbortController().signal,
});
const t1 = Date.now();
const session = await backend.open(r.graph, { seed });
const classifier = imageClassifier(graph, dataset);
const test = await evaluate({
  session,
  classifier,
  dataset,
  split: 'test',
  indices: Array.from({ length: 10000 }, (_, i) => i),
});
const held = await evaluate({
  session,
  classifier,
  dataset,
  split: 'train',
  indices: sets.heldOut,
});
console.log({
  epochs,
  lr,
  savers,
  executed: r.executed,
  seconds: (t1 - t0) / 1000,
  evalSeconds: (Date.now() - t1) / 1000,
  test: test.accuracy,
  held: held.accuracy,
  macs: totalMacs(r.ledger),
});
writeFileSync(`/tmp/dense-${savers}-${epochs}-${seed}.graph`, encodeGraph(r.graph));
process.exit(0);
