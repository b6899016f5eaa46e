// What learned gates save: steps of gated ResNets on the size of Fashion-MNIST, beside plain ones of the same
// network, in turn. MACs are those of the ledger.
import { resnet } from '@picojoule/nets';
import { createRandom } from '@picojoule/spec';
import { chooseBackend, findNativeBinding, loadNative } from '@picojoule/tfjs';
import { slu } from '@picojoule/train';
import { machine, quantile, writeSection } from './write-section.mjs';

const BATCH = 128;
/** Gates draw by the number of the step: these draws come again and again, as batch sizes do in a long training. */
const DRAWS = 3;
const WARM_UP = DRAWS;
const ROUNDS = 30 * DRAWS;
/** Of each network, what the counted kernels take of a plain step. @type {string[]} */
const plainShares = [];
const DEPTHS = [8, 20];
const SKIPPED = [0.2, 0.4, 0.6];

const random = createRandom(1, 'gated-skipping');
const values = Float32Array.from({ length: BATCH * 28 * 28 }, () => random.normal());
const labels = Int32Array.from({ length: BATCH }, () => random.integer(10));
/** @type {import('@picojoule/spec').Tensors} */
const inputs = { images: { type: 'float32', shape: [BATCH, 1, 28, 28], values } };

/** Kernels that the ledger counts. */
const COUNTED = /^Picojoule(Convolution|InputGradient|FilterGradient)$|^MatMul$/;
const counted = stopwatch();
const { backend } = chooseBackend();
/** @param {import('@picojoule/spec').Graph} graph */
const open = (graph) =>
  backend.open(graph, { seed: 1, optimizer: { momentum: 0.9, weightDecay: 1e-4 } });

/** Milliseconds in kernels that the ledger counts: at the binding, where each is launched and waited for. */
function stopwatch() {
  const found = findNativeBinding();
  if (found === undefined) throw new Error('The native backend is needed: pj setup native.');
  const { tf, backendName } = loadNative(found.bindingPath);
  /** @type {{ binding: { executeOp(kernel: string, ...rest: unknown[]): unknown } }} */
  const native = /** @type {never} */ (tf.engine().findBackend(backendName));
  const { binding } = native;
  const watch = { milliseconds: 0 };
  /** @type {typeof binding.executeOp} */
  const executeOp = (kernel, ...rest) => {
    const start = performance.now();
    const results = binding.executeOp(kernel, ...rest);
    if (COUNTED.test(kernel)) watch.milliseconds += performance.now() - start;
    return results;
  };
  native.binding = new Proxy(/** @type {typeof binding} */ ({}), {
    get: (_, key) => (key === 'executeOp' ? executeOp : Reflect.get(binding, key)),
  });
  return watch;
}

/** @param {number} depth */
async function measure(depth) {
  const graph = resnet({ depth, shape: [1, 28, 28], seed: 1 });
  const blocks = graph.blocks.slice(1).map(({ name }) => name);
  const none = Object.fromEntries(blocks.map((name) => [name, []]));
  // Gates that cost next to nothing and hardly learn keep the share that they begin with.
  const gateCost = Object.fromEntries(blocks.map((name) => [name, 1e-6]));
  const plain = await open(graph);
  const gated = await Promise.all(
    SKIPPED.map(async (skipRatio) => ({
      name: `gates that skip ${100 * skipRatio} %`,
      session: await open(slu({ skipRatio }).prepare?.(graph) ?? graph),
      plan: { gateCost },
    })),
  );
  const subjects = [
    { name: 'plain step', session: plain, plan: {} },
    ...gated,
    { name: 'all but the first block skipped, no gates', session: plain, plan: { blocks: none } },
  ].map((subject) => ({
    ...subject,
    /** @type {{ wall: number, cpu: number, macs: number, kernels: number }[]} */
    steps: [],
  }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const { session, plan, steps } of subjects) {
      const step = (round + WARM_UP) % DRAWS;
      counted.milliseconds = 0;
      const [start, before] = [performance.now(), process.cpuUsage()];
      const result = await session.train({
        inputs,
        labels,
        learningRate: 1e-6,
        plan,
        step,
      });
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(before);
      const macs = result.ledger.reduce((sum, row) => sum + row.macs.executed, 0);
      if (round >= 0)
        steps.push({ wall, cpu: (user + system) / 1e3, macs, kernels: counted.milliseconds });
    }
  }
  for (const { session } of new Set(subjects)) await session.close();
  const dense = subjects[0]?.steps ?? [];
  const inKernels = dense.map((one) => (100 * one.kernels) / one.wall);
  plainShares.push(`ResNet-${depth} ${quantile(inKernels, 0.5).toFixed(0)}`);
  return subjects.map(({ name, steps }) => {
    /** @param {'wall' | 'cpu' | 'macs' | 'kernels'} key */
    const ratio = (key) =>
      quantile(
        steps.map((one, i) => one[key] / (dense[i]?.[key] ?? Number.NaN)),
        0.5,
      );
    const [wall, cpu, macs] = [ratio('wall'), ratio('cpu'), ratio('macs')];
    const kernels = ratio('kernels');
    const time = quantile(
      steps.map((one) => one.wall),
      0.5,
    );
    const shares = [macs, wall, wall - macs, cpu, kernels].map((share) => share.toFixed(2));
    return `| ResNet-${depth} | ${name} | ${time.toFixed(0)} | ${shares.join(' | ')} |`;
  });
}

const rows = [];
for (const depth of DEPTHS) rows.push(...(await measure(depth)));
writeSection(
  'gated-skipping',
  `## Work skipped by gates

Gated ResNets on 28 x 28 x 1, batch ${BATCH}, ${backend.name}, forward, backward and update; ${ROUNDS} rounds, with ${DRAWS} draws that repeat, after ${WARM_UP} to warm up (the first
convolution of each batch size also prepares it), in turn;
medians of the ratios to the plain step of the same round. Measured on ${machine}. MACs are those that the ledger
states as executed, those of the gates included; processor time depends less on what else the machine does than wall-clock time. Counted kernels
are convolutions, their gradients and products of matrices: what has MACs, but for the gates; of a plain step their time is so many
per cent: ${plainShares.join(', ')}. The last row of a network is what no skipping saves: the stem, the first block and the shortcuts take more time than their MACs say.

| network | step | ms | MACs, share | time, share | time less MACs | processor time, share | counted kernels' time, share |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
`,
);
process.exit(0);
