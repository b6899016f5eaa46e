// Training steps of boardNet on MNIST, plain and with savers in turn, on the golden device and on the verilated board: losses,
// parameters and cycles must be the same.
import { board, golden } from '@picojoule/board';
import { mnist } from '@picojoule/data';
import { boardNet } from '@picojoule/nets';
import { serial } from '@picojoule/serial';
import { createRandom } from '@picojoule/spec';
import { psg, randomSkip } from '@picojoule/train';
import { atMost, wholeNumber } from './arguments.mjs';
import { configurationOf } from './configurations.mjs';
import { startSimulator } from './simulated-board.mjs';
import { verilatorMissing } from './verilator.mjs';

/** Batch and learning rate of `examples/board`. */
const BATCH = '8';
const LEARNING_RATE = 0.02;

const skip = randomSkip({ skipRatio: 0.4 });
const predict = psg({ predictorActivationBits: 8, predictorGradientBits: 8 });
/** @typedef {{ name: string, of: readonly ReturnType<typeof randomSkip>[] }} Turn */
/** @type {readonly Turn[]} Steps take them in turn. */
const savers = [
  { name: 'plain', of: [] },
  { name: 'random skip', of: [skip] },
  { name: 'PSG', of: [predict] },
  { name: 'both', of: [skip, predict] },
];

/**
 * `steps [configuration] [steps] [images of a step]`.
 *
 * @param {readonly string[]} args
 * @returns {Promise<import('./run.mjs').Result>}
 */
export async function compareSteps(args) {
  const [configuration, others] = configurationOf(args);
  atMost(others, 2);
  const steps = wholeNumber('The number of steps', others[0] ?? '50');
  const images = wholeNumber('The number of images', others[1] ?? BATCH);
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const data = await mnist().open();
  const simulator = await startSimulator([], configuration);
  try {
    const places = [
      { transport: golden({ model: configuration.board }), path: 'golden' },
      { transport: serial({ baud: 1_000_000 }), path: simulator.port },
    ];
    const graph = boardNet({ seed: 1 });
    const sessions = [];
    for (const place of places) {
      sessions.push(
        await board(place).open(graph, {
          seed: 1,
          optimizer: { momentum: 0.875, weightDecay: 2 ** -13 },
        }),
      );
    }
    for (let step = 0; step < steps; step++) {
      const { name, of } = /** @type {Turn} */ (savers[step % savers.length]);
      const batch = await data.read(
        'train',
        Array.from({ length: images }, (_, i) => step * images + i),
      );
      const info = { step, steps, epoch: 0, learningRate: 0.1, batchSize: images, graph };
      const plans = of.map((saver, i) => {
        const random = createRandom(step, `saver ${i}`);
        return saver.plan({ ...info, random }, null).plan;
      });
      const found = [];
      for (const session of sessions) {
        const { loss, ledger } = await session.train({
          inputs: {
            images: { type: 'float32', shape: [images, ...data.info.shape], values: batch.images },
          },
          labels: batch.labels,
          learningRate: LEARNING_RATE,
          plan: Object.assign({}, ...plans),
          step,
        });
        found.push({ loss, ledger, parameters: await session.readTensors() });
      }
      const [expected, other] = found;
      const wrong = difference(expected, other);
      if (wrong !== undefined) {
        return {
          ok: false,
          detail: `step ${step}, ${name}: the verilated board has another ${wrong}`,
        };
      }
    }
    for (const session of sessions) await session.close();
    const names = savers.slice(0, steps).map(({ name }) => name);
    return {
      ok: true,
      detail: `${configuration.name}: ${steps} steps of ${images} MNIST images, in turn ${names.join(', ')}: losses, parameters and ledgers are the same`,
    };
  } finally {
    await simulator.stop();
    await data.close();
  }
}

/**
 * What differs first; a ledger holds the board's own cycles and products.
 * @param {any} a
 * @param {any} b
 */
function difference(a, b) {
  if (a.loss !== b.loss) return `loss, ${b.loss}, not ${a.loss}`;
  for (const [name, { values }] of Object.entries(a.parameters)) {
    const at = values.findIndex(
      (/** @type {number} */ v, /** @type {number} */ i) => v !== b.parameters[name].values[i],
    );
    if (at >= 0) return `${name}[${at}], ${b.parameters[name].values[at]}, not ${values[at]}`;
  }
  const at = a.ledger.findIndex(
    (/** @type {any} */ row, /** @type {number} */ i) =>
      JSON.stringify(row) !== JSON.stringify(b.ledger[i]),
  );
  if (at >= 0)
    return `ledger, ${JSON.stringify(b.ledger[at])}, not ${JSON.stringify(a.ledger[at])}`;
  return undefined;
}
