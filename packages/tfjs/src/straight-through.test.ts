import { createRandom, type Session, type StepPlan, sizeOf, tensor } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { tfjsWasm } from './tfjs-wasm.ts';

// Small steps of the unit, so that the loss is nearly smooth where it is really made of steps.
const precision = { '*': { activation: 16, weight: 12, gradient: 16 } };
const plan: StepPlan = { precision };
/** In units of a weight. */
const STEP = 8;

const graph = smallGraph({ blocks: 1, filters: 4, shape: [2, 6, 6] });
const random = createRandom(3, 'straight-through');
const shape = [6, 2, 6, 6];
const inputs = {
  x: tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => random.normal()),
  ),
};
const labels = Int32Array.from([0, 1, 2, 0, 1, 2]);
const step = (session: Session, learningRate: number) =>
  session.train({ inputs, labels, learningRate, plan, step: 0 });

/** The unit of a tensor in 12 bits. */
const unitOf = (values: ArrayLike<number>) => {
  const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return 2 ** (Math.ceil(Math.log2(largest)) - 11);
};

test.each(['conv1', 'block1.conv1', 'block1.conv2', 'fc'])(
  'the straight-through gradient of "%s" is the slope of the loss in few bits',
  async (node) => {
    const name = `${node}.weight`;
    const optimizer = { momentum: 0, weightDecay: 0 };
    const session = await tfjsWasm().open(graph, { seed: 1, optimizer });
    const { [name]: given } = await session.readTensors([name]);
    const unit = unitOf(given!.values);
    // On the grid, and a step away from the end of the range, which would move the unit.
    const room = unit * (2 ** 11 - 2 * STEP);
    const start = Float32Array.from(given!.values, (value) =>
      Math.min(room, Math.max(-room, unit * Math.round(value / unit))),
    );
    const weights = (values: Float32Array) => ({ [name]: { ...given!, values } });
    const lossAt = async (at: number, by: number) => {
      await session.writeTensors(weights(start.with(at, start[at]! + by * unit)));
      return (await step(session, 0)).loss;
    };
    await session.writeTensors(weights(start));
    const { parameters, optimizer: velocity } = await session.checkpoint();
    await step(session, 1);
    const moved = (await session.readTensors([name]))[name]!.values;
    const gradient = start.map((value, i) => value - moved[i]!);
    await session.restore({ parameters, optimizer: velocity });

    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(scale).toBeGreaterThan(0.01);
    for (let at = 0; at < start.length; at += 5) {
      const slope = ((await lossAt(at, STEP)) - (await lossAt(at, -STEP))) / (2 * STEP * unit);
      expect(Math.abs(slope - gradient[at]!), `weight ${at}`).toBeLessThan(0.03 * scale);
    }
    await session.close();
  },
);
