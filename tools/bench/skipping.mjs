// What skipped work saves: ResNet-20 steps under plans that skip or narrow, in turn, beside plain ones
// of the same session. MACs are those of the ledger.
import { resnet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import { chooseBackend } from '@picojoule/tfjs';
import { machine, quantile, writeSection } from './write-section.mjs';

const BATCH = 128;
const WARM_UP = 2;
const ROUNDS = 10;

const graph = resnet({ depth: 20, seed: 1 });
const random = createRandom(1, 'skipping');
const shape = [BATCH, 3, 32, 32];
const values = Float32Array.from({ length: BATCH * 3 * 32 * 32 }, () => random.normal());
const labels = Int32Array.from({ length: BATCH }, () => random.integer(10));
const inputs = { images: { type: 'float32', shape, values } };

/** @param {(block: number) => readonly number[]} kept */
const blocks = (kept) => Object.fromEntries(graph.blocks.map(({ name }, i) => [name, kept(i)]));
const everyone = Array.from({ length: BATCH }, (_, image) => image);
const half = () => [...random.permutation(BATCH)].slice(0, BATCH / 2).toSorted((a, b) => a - b);
const early = graph.nodes.slice(
  0,
  graph.nodes.findIndex(({ name }) => name.startsWith('stage2')),
);
const precision = { '*': { activation: 8, weight: 8, gradient: 16 } };
/** @type {import('@picojoule/spec').PredictedSign} */
const psg = { kind: 'predicted-sign', activationBits: 4, gradientBits: 10, beta: 0.05 };

/** @type {Record<string, () => import('@picojoule/spec').StepPlan>} */
const plans = {
  'plain step': () => ({}),
  'half of the images skip each block, drawn anew per block and step': () => ({
    blocks: blocks(half),
  }),
  'every second block skipped by all images': () => ({
    blocks: blocks((i) => (i % 2 === 0 ? everyone : [])),
  }),
  'every block skipped by all images': () => ({ blocks: blocks(() => []) }),
  'first stage and stem frozen': () => ({
    update: Object.fromEntries(early.map(({ name }) => [name, 'frozen'])),
  }),
  'all layers in 8, 8 and 16 bits (emulated)': () => ({ precision }),
  'the same, with predicted signs (emulated)': () => ({ precision, gradientRule: { '*': psg } }),
};

const { backend } = chooseBackend();
const session = await backend.open(graph, {
  seed: 1,
  optimizer: { momentum: 0.9, weightDecay: 1e-4 },
});
let step = 0;
const subjects = Object.entries(plans).map(([name, plan]) => ({
  name,
  plan,
  /** @type {number[]} */
  times: [],
  macs: 0,
}));
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const subject of subjects) {
    const plan = subject.plan();
    const start = performance.now();
    const result = await session.train({ inputs, labels, learningRate: 0.01, plan, step: step++ });
    const time = performance.now() - start;
    if (round < 0) continue;
    subject.times.push(time);
    subject.macs = result.ledger.reduce((sum, { macs }) => sum + macs.executed, 0);
  }
}
await session.close();

const dense = subjects[0];
if (dense === undefined) throw new Error('there is no plain step');
/** @param {readonly number[]} times */
const median = (times) => quantile(times, 0.5);
const rows = subjects.map(({ name, times, macs }) => {
  const ratios = times.map((time, round) => time / (dense.times[round] ?? Number.NaN));
  const [low, high] = [quantile(ratios, 0.25), quantile(ratios, 0.75)];
  const share = (macs / dense.macs).toFixed(2);
  const time = `${(median(times) / median(dense.times)).toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `| ${name} | ${(macs / 1e9).toFixed(2)} | ${share} | ${median(times).toFixed(0)} | ${time} |`;
});
writeSection(
  'skipping',
  `## Work skipped

ResNet-20 on 32 x 32 x 3, batch ${BATCH}, ${backend.name}, forward, backward and update; ${ROUNDS} rounds after ${WARM_UP} to warm up, the
plans in turn. Measured on ${machine}.
MACs are those that the ledger states as executed; time is wall-clock, against the plain step of the same round. What is
emulated saves no work here: predicted signs form the weight gradient twice. A dropped batch is not in the table: it is
neither loaded nor sent.

| plan | GMAC | share | median, ms | time, share | quartiles |
|---|---|---|---|---|---|
${rows.join('\n')}
`,
);
process.exit(0);
