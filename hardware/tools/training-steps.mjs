// Training steps of boardNet on the golden device and on the verilated board: losses, parameters and cycles must be the same.
import { board, golden } from '@picojoule/board';
import { boardNet } from '@picojoule/nets';
import { serial } from '@picojoule/serial';
import { createRandom, sizeOf, tensor } from '@picojoule/spec';
import { atMost, wholeNumber } from './arguments.mjs';
import { configurationOf } from './configurations.mjs';
import { startSimulator } from './simulated-board.mjs';
import { verilatorMissing } from './verilator.mjs';

const SHAPE = /** @type {const} */ ([1, 28, 28]);
const CLASSES = 10;

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
  const images = wholeNumber('The number of images', others[1] ?? '1');
  const skipped = await verilatorMissing();
  if (skipped !== undefined) return { ok: true, skipped, detail: '' };
  const simulator = await startSimulator([], configuration);
  try {
    const places = [
      { transport: golden({ model: configuration.board }), path: 'golden' },
      { transport: serial({ baud: 1_000_000 }), path: simulator.port },
    ];
    const graph = boardNet({ shape: SHAPE, classes: CLASSES, seed: 1 });
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
      const batch = batchOf(step, images);
      const found = [];
      for (const session of sessions) {
        const { loss, ledger } = await session.train({
          ...batch,
          learningRate: 0.125,
          plan: {},
          step,
        });
        found.push({ loss, ledger, parameters: await session.readTensors() });
      }
      const [expected, other] = found;
      const wrong = difference(expected, other);
      if (wrong !== undefined) {
        return { ok: false, detail: `step ${step}: the verilated board has another ${wrong}` };
      }
    }
    for (const session of sessions) await session.close();
    return {
      ok: true,
      detail: `${configuration.name}: ${steps} steps of ${images} images: losses, parameters and ledgers are the same`,
    };
  } finally {
    await simulator.stop();
  }
}

/** @param {number} step @param {number} images */
function batchOf(step, images) {
  const random = createRandom(step, 'images');
  const shape = [images, ...SHAPE];
  return {
    inputs: {
      images: tensor(
        shape,
        Array.from({ length: sizeOf(shape) }, () => Math.max(0, random.normal())),
      ),
    },
    labels: Int32Array.from({ length: images }, () => random.integer(CLASSES)),
  };
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
