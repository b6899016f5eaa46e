import { createRandom, type Session, sizeOf, tensor } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { board } from '../board.ts';
import { golden } from '../golden/golden.ts';

const graph = smallGraph({ shape: [3, 6, 6], filters: 4, classes: 3, blocks: 1, seed: 5 });
const options = { seed: 1, optimizer: { momentum: 0.875, weightDecay: 0 } };

async function train(session: Session, step: number) {
  const shape = [4, 3, 6, 6];
  const random = createRandom(step, 'images');
  const images = Array.from({ length: sizeOf(shape) }, () => random.normal());
  const labels = Int32Array.from({ length: 4 }, (_, i) => i % 3);
  const inputs = { x: tensor(shape, images) };
  await session.train({ inputs, labels, learningRate: 0.1, plan: {}, step });
}

test('a board that is reset amid training is told, and a new session goes on from the checkpoint', async () => {
  const plain = await board().open(graph, options);
  for (let step = 0; step < 4; step++) await train(plain, step);
  const expected = await plain.checkpoint();
  await plain.close();

  const transport = golden();
  const session = await board({ transport }).open(graph, options);
  for (let step = 0; step < 2; step++) await train(session, step);
  const checkpoint = await session.checkpoint();
  const reset = train(session, 2);
  transport.device.reset();
  // What its memory holds after power-on is anything.
  transport.device.machine.memory.bytes.fill(0x5a);
  await expect(reset).rejects.toMatchObject({ code: 'LINK_RESET' });
  await expect(session.readTensors()).rejects.toMatchObject({ code: 'LINK_RESET' });
  await session.close();

  const next = await board({ transport }).open(graph, options);
  await next.restore(checkpoint);
  for (let step = 2; step < 4; step++) await train(next, step);
  expect(await next.checkpoint()).toEqual(expected);
  await next.close();
});
