import { board } from '@picojoule/board';
import { silent, train } from '@picojoule/core';
import { createRandom, type Plugin } from '@picojoule/spec';
import { fakeDataset, smallGraph } from '@picojoule/testkit';
import { psg, randomSkip, signSgd, smd, standard } from '@picojoule/train';
import { expect, test } from 'vitest';
import { deviceCycles } from './device-cycles.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf({
  model: 'none',
  train: { savers: [], epochs: 1, batchSize: 4, learningRate: 0.02 },
});
const STEPS = 12;
/** Cycles of the last mark and the end of a program, which the next one counts: the first has none before it. */
const FIRST = 67;

async function cyclesUnder(...savers: readonly Plugin<'saver'>[]) {
  const dataset = await fakeDataset({ size: { train: 100, test: 1 } }).open();
  const { shape, classes } = dataset.info;
  const graph = smallGraph({ shape, filters: 8, classes: classes.length, blocks: 2, seed: 3 });
  const backend = board();
  const { epochs: _, ...hyperparameters } = settings.train;
  const result = await train({
    ...{ graph, dataset, backend, savers, ...hyperparameters },
    images: Uint32Array.from({ length: 100 }, (_, i) => i),
    length: { steps: STEPS },
    ...{ random: createRandom(1), seed: 1, part: 'net', progress: silent },
    signal: new AbortController().signal,
  });
  const found = (await deviceCycles({ backend, dataset, settings } as never, result))!;
  const counted = found.counted - found.updates;
  return { ...found, images: counted, executed: result.executed, signs: result.signs };
}

test('of plain training, of dropped batches and of skipped blocks the ledger leads one to expect what the device counts', async () => {
  const plain = await cyclesUnder(standard());
  expect(plain.images).toBe(plain.plain - FIRST);
  expect(plain.expected).toBe(plain.plain);

  const dropped = await cyclesUnder(smd());
  expect(dropped.executed).toBeLessThan(STEPS);
  expect(dropped.expected).toBe((plain.plain * dropped.executed) / STEPS);
  expect(dropped.images).toBe(dropped.expected - FIRST);

  const skipped = await cyclesUnder(randomSkip({ skipRatio: 0.5 }));
  expect(skipped.images).toBeLessThan(0.95 * plain.images);
  // What begins and ends a program is a little shorter without the marks of a block.
  expect(Math.abs(skipped.expected / skipped.images - 1)).toBeLessThan(1e-3);
});

test('of predicted signs it leads one to expect what is spared, but for the array that waits', async () => {
  const exact = await cyclesUnder(signSgd());
  const bits = { predictorActivationBits: 8, predictorGradientBits: 8 };
  const predicted = await cyclesUnder(psg({ ...bits, beta: 0 }));
  expect(predicted.images).toBeLessThan(exact.images);
  const [expected, counted] = [predicted.expected, predicted.images].map((n) => exact.images - n);
  expect(counted! / expected!).toBeGreaterThan(0.5);
  expect(counted! / expected!).toBeLessThanOrEqual(1);
  expect(predicted.spared).toBeGreaterThan(0.01);
  expect(predicted.spared).toBeLessThan(predicted.sparable!);
  expect(predicted.sparable).toBeLessThan(0.35);
  expect(exact.spared).toBeUndefined();
});
