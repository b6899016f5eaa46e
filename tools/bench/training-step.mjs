// How long one training step of the quickstart's net takes on each backend, in one run and in turn,
// so that whatever else the machine does hits both.
import { quickstartNet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import { chooseBackend, tfjsWasm } from '@picojoule/tfjs';
import { machine, quantile, writeSection } from './write-section.mjs';

const BATCH = 128;
const WARM_UP = 3;
const ROUNDS = 15;

const graph = quickstartNet({ seed: 1 });
const [input] = graph.inputs;
if (input === undefined) throw new Error('the net has no input');
const shape = [BATCH, ...input.shape.slice(1)];
const random = createRandom(1, 'bench');
const size = shape.reduce((product, length) => product * length, 1);
const images = Float32Array.from({ length: size }, () => random.next());
const labels = Int32Array.from({ length: BATCH }, () => random.integer(10));

const chosen = chooseBackend().backend;
const backends = [...(chosen.name === 'tfjs-wasm' ? [] : [chosen]), tfjsWasm()];
const subjects = await Promise.all(
  backends.map(async (backend) => {
    const optimizer = { momentum: 0.9, weightDecay: 5e-4 };
    const session = await backend.open(graph, { seed: 1, optimizer });
    let step = 0;
    /** @type {number[]} */
    const times = [];
    return {
      name: backend.name,
      times,
      async train() {
        const inputs = { [input.name]: { type: 'float32', shape, values: images } };
        const start = performance.now();
        await session.train({ inputs, labels, learningRate: 0.01, plan: {}, step: step++ });
        return performance.now() - start;
      },
    };
  }),
);

for (const { train } of subjects) for (let i = 0; i < WARM_UP; i++) await train();
for (let round = 0; round < ROUNDS; round++) {
  for (const { train, times } of subjects) times.push(await train());
}

const rows = subjects.map(({ name, times }) => {
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(times, share));
  return { name, low, median, high };
});
const fastest = rows[0]?.median ?? Number.NaN;
/** @param {number | undefined} value */
const ms = (value = Number.NaN) => value.toFixed(0);
const table = rows.map(({ name, low, median, high }) => {
  const ratio = ((median ?? Number.NaN) / fastest).toFixed(1);
  return `| ${name} | ${ms(median)} | ${ms(low)} to ${ms(high)} | ${ratio} |`;
});
writeSection(
  'training-step',
  `## A training step

The quickstart's net, batch ${BATCH}, forward, backward and update. ${ROUNDS} rounds after ${WARM_UP} to warm up, the backends in turn.
Wall-clock, measured on ${machine}.

| backend | median, ms | quartiles, ms | against ${rows[0]?.name} |
|---|---|---|---|
${table.join('\n')}
`,
);
process.exit(0);
