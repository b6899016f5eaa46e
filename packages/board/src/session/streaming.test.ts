import { readFileSync } from 'node:fs';
import { HostLink, Kind, samplingCommand } from '@picojoule/link';
import { boardNet } from '@picojoule/nets';
import { createRandom, tensor } from '@picojoule/spec';
import { referenceBackend } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { board } from '../board.ts';
import { compiled } from '../compiler/testing-program.ts';
import { golden } from '../golden/golden.ts';
import { up5k } from '../golden/machine/machine-shape.ts';
import { BoardClient } from './board-client.ts';
import { BoardSession } from './board-session.ts';

const optimizer = { momentum: 0.9, weightDecay: 0 };

function batch(images: number, size: number) {
  const random = createRandom(1, 'images');
  const values = Array.from({ length: images * size * size }, () => random.normal());
  const labels = Int32Array.from({ length: images }, (_, i) => i);
  return { inputs: { images: tensor([images, 1, size, size], values) }, labels };
}

test('the next image is sent while the board computes: at 3 Mbaud its bytes cost no time', async () => {
  const baud = 3_000_000;
  const transport = golden({ time: 'simulated', baud });
  const { clock } = transport;
  const link = await HostLink.open(await transport.open('golden'), { clock, nonce: 1 });
  const session = await BoardSession.open(new BoardClient(link), up5k, boardNet({ seed: 1 }), {
    seed: 1,
    optimizer,
  });
  // While it samples, the golden device takes the time that it counts.
  await link.send(Kind.command, samplingCommand(true));
  const step = async (number: number, images: number) => {
    const before = clock.now();
    const one = { ...batch(images, 28), learningRate: 0.01, plan: {}, step: number };
    const { cycles, ledger } = await session.train(one);
    return { milliseconds: clock.now() - before, cycles: cycles!.total, ledger };
  };
  // Programs are sent in the first step; between two later ones only images differ.
  await step(0, 1);
  const [few, many] = [await step(1, 2), await step(2, 10)];
  await session.close();

  const perMillisecond = transport.device.rate;
  const images = 8;
  const computing = (many.cycles - few.cycles) / perMillisecond / images;
  const exposed = (many.milliseconds - few.milliseconds) / images - computing;
  const imageOnWire = (28 * 28 * 10) / (baud / 1000);
  expect(exposed).toBeLessThan(imageOnWire);

  const page = new URL('../../../../docs/plugins/board.md', import.meta.url);
  expect(readFileSync(page, 'utf8').replaceAll(/\s+/g, ' ')).toContain(
    `${(computing + exposed).toFixed(1)} ms an image, ${computing.toFixed(1)} of them computing`,
  );
});

test('where there is no room for a second image the session does with one', async () => {
  const size = 60;
  const graph = boardNet({ seed: 1, shape: [1, size, size], width: 12, blocks: 1 });
  expect(() => compiled(graph)).toThrow(/tensor memory/);
  expect(() => compiled(graph, { buffers: 1 })).not.toThrow();
  const step = { ...batch(3, size), learningRate: 0.01, plan: {}, step: 0 };
  const losses = [];
  for (const backend of [board(), referenceBackend()]) {
    const session = await backend.open(graph, { seed: 1, optimizer });
    losses.push((await session.train(step)).loss);
    await session.close();
  }
  expect(Math.abs(losses[0]! / losses[1]! - 1)).toBeLessThan(0.05);
});
