import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { learningRateAt } from '../learning-rate.ts';
import { batchOrder } from './batch-order.ts';
import { imageSets } from './image-sets.ts';

const images = Uint32Array.from({ length: 23 }, (_, i) => 100 + i);

test('an epoch visits every image at most once, and the next one in another order', () => {
  const order = batchOrder(images, 5, createRandom(1));
  expect(order.stepsPerEpoch).toBe(4);
  const epoch = (number: number) =>
    [0, 1, 2, 3].flatMap((step) => [...order.indices(4 * number + step)]);
  expect(new Set(epoch(0)).size).toBe(20);
  expect(epoch(0).every((image) => images.includes(image))).toBe(true);
  expect(epoch(1)).not.toEqual(epoch(0));
});

test('a step has the same images whatever was asked before', () => {
  const forward = batchOrder(images, 5, createRandom(1));
  const walked = Array.from({ length: 9 }, (_, step) => [...forward.indices(step)]);
  const jumping = batchOrder(images, 5, createRandom(1));
  for (const step of [8, 0, 5, 3]) expect([...jumping.indices(step)]).toEqual(walked[step]);
});

test('too few images for one batch are refused', () => {
  expect(() => batchOrder(images, 24, createRandom(1))).toThrow(/24 training images/);
});

test('held-out images are never trained on', () => {
  const sets = imageSets(1000, { heldOut: 100, samples: 20, probes: 30 }, createRandom(4));
  const heldOut = new Set(sets.heldOut);
  expect(heldOut.size).toBe(100);
  expect(sets.training.length).toBe(900);
  expect([...sets.training].some((image) => heldOut.has(image))).toBe(false);
  const training = new Set(sets.training);
  expect([...sets.samples, ...sets.probes].every((image) => training.has(image))).toBe(true);
  expect(new Set([...sets.samples, ...sets.probes]).size).toBe(50);
});

test('the learning rate rises to its peak and falls to nothing', () => {
  const schedule = { peak: 0.2, steps: 100, warmUp: 0.1 };
  const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(step, schedule));
  expect(Math.max(...rates)).toBe(0.2);
  expect(rates[9]).toBe(0.2);
  expect(rates.slice(0, 10)).toEqual(rates.slice(0, 10).toSorted((a, b) => a - b));
  expect(rates.slice(10)).toEqual(rates.slice(10).toSorted((a, b) => b - a));
  expect(rates[99]).toBeLessThan(1e-3);
});
