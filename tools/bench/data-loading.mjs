// How much of a training is spent between its steps: MNIST's images, cropped and flipped, made while
// the step before runs, and made when they are due. Alternately, so that whatever else the machine
// does hits both.
import { train } from '@picojoule/core';
import { mnist } from '@picojoule/data';
import { quickstartNet, resnet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import { chooseBackend } from '@picojoule/tfjs';
import { machine, quantile, writeSection } from './write-section.mjs';

const [BATCH, STEPS, WARM_UP, ROUNDS] = [128, 24, 4, 3];
const dataset = await mnist({ augment: { crop: 4, flip: true } }).open();
const images = Uint32Array.from({ length: dataset.info.size.train }, (_, i) => i);
const { backend } = chooseBackend();

/**
 * Times of the steps, and of what lies between them, in ms.
 * @param {import('@picojoule/spec').Graph} graph
 * @param {boolean} ahead
 */
async function timesOf(graph, ahead) {
  /** @type {{ start: number, end: number }[]} */
  const steps = [];
  /** @type {Promise<unknown>} */
  let running = Promise.resolve();
  /** @type {typeof backend} */
  const timed = {
    ...backend,
    async open(...call) {
      const session = await backend.open(...call);
      const step = session.train.bind(session);
      /** @type {typeof session.train} */
      const timedStep = async (...given) => {
        // As for the command line: the event loop turns before each step.
        await new Promise(setImmediate);
        const start = performance.now();
        const result = await step(...given);
        steps.push({ start, end: performance.now() });
        return result;
      };
      session.train = (...given) => {
        const result = timedStep(...given);
        running = result;
        return result;
      };
      return session;
    },
  };
  /** Begins with the next batch when the step before it has ended. @type {typeof dataset.readForTraining} */
  const whenDue = async (...call) => {
    await null;
    await running;
    return dataset.readForTraining?.(...call);
  };
  await train({
    graph,
    dataset: ahead ? dataset : { ...dataset, readForTraining: whenDue },
    images,
    backend: timed,
    savers: [],
    length: { steps: STEPS },
    batchSize: BATCH,
    learningRate: 0.01,
    warmUp: 0,
    momentum: 0.9,
    weightDecay: 5e-4,
    random: createRandom(1),
    seed: 1,
    part: 'bench',
    progress: { update() {}, line() {} },
    signal: new AbortController().signal,
  });
  return steps.slice(WARM_UP).map(({ start, end }, i) => ({
    inside: end - start,
    between: start - (steps[WARM_UP + i - 1]?.end ?? start),
  }));
}

const rows = [];
for (const graph of [
  quickstartNet({ seed: 1 }),
  resnet({ depth: 20, shape: [1, 28, 28], seed: 1 }),
]) {
  /** @type {Map<boolean, { inside: number, between: number }[]>} */
  const times = new Map([
    [true, []],
    [false, []],
  ]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [ahead, all] of times) all.push(...(await timesOf(graph, ahead)));
  }
  for (const [ahead, all] of times) {
    const step = quantile(
      all.map(({ inside }) => inside),
      0.5,
    );
    const between = quantile(
      all.map((time) => time.between),
      0.5,
    );
    const share = (100 * between) / (step + between);
    const when = ahead ? 'while the step before runs' : 'when it is due';
    rows.push(
      `| ${graph.name} | ${when} | ${step.toFixed(1)} | ${between.toFixed(2)} | ${share.toFixed(1)} % |`,
    );
  }
}
writeSection(
  'data-loading',
  `## Waiting for data

Training on MNIST with random crops (4 pixels) and flips, batch ${BATCH}, ${backend.name}. "Between" is all from the end of a step to
the start of the next: waiting for its batch, planning, keeping account. Medians of ${ROUNDS} x ${STEPS - WARM_UP} steps. Wall-clock, measured
on ${machine}.

| network | a batch is made | step, ms | between, ms | share |
|---|---|---|---|---|
${rows.join('\n')}
`,
);
await dataset.close();
process.exit(0);
