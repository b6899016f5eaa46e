import { learningRateAt } from '@picojoule/core';
import { expect, test } from 'vitest';
import { outOfPatience } from './early-stopping.ts';
import { equalEnergySteps } from './equal-energy.ts';
import { chosenRate, rateOf } from './search-rates.ts';
import { spentUntil } from './spent-until.ts';
import { halfWidth, spreadOf } from './spread.ts';

test('plain training with equal energy has as many steps as that energy pays for', () => {
  // 50 J a step.
  const standard = { executed: 200, energy: 10_000 };
  expect(equalEnergySteps(standard, { energy: 5000 })).toBe(100);
  expect(equalEnergySteps(standard, { energy: 5024 })).toBe(100);
  expect(equalEnergySteps(standard, { energy: 5026 })).toBe(101);
  expect(equalEnergySteps(standard, { energy: 1 })).toBe(1);
});

test('its schedule is scaled to these steps: half as many take the rates of every second one', () => {
  const rates = (steps: number) =>
    Array.from({ length: steps }, (_, step) =>
      learningRateAt(step, { peak: 0.3, steps, warmUp: 0.2 }),
    );
  const [whole, half] = [rates(40), rates(20)];
  // Warm-up of 8 and 4 steps, peak at its last; then the half cosine over the rest.
  expect(half.slice(0, 4)).toEqual([0.3 / 4, (2 * 0.3) / 4, (3 * 0.3) / 4, 0.3]);
  for (let step = 4; step < 20; step++) {
    expect(half[step]).toBeCloseTo(whole[2 * step]!, 12);
    expect(half[step]).toBeCloseTo(0.15 * (1 + Math.cos((Math.PI * (step - 4)) / 16)), 12);
  }
});

test.each([
  [[0.5], false],
  [[0.5, 0.6], false],
  [[0.6, 0.5, 0.6], true],
  [[0.6, 0.5, 0.61], false],
  [[0.4, 0.6, 0.5, 0.59], true],
])('after %o a patience of two is at its end: %s', (accuracies, ended) => {
  expect(outOfPatience(accuracies, 2)).toBe(ended);
});

test('the rate is the smallest that chance does not tell from the best', () => {
  // One standard error of 80 % of 10 000 images is 0.4 points.
  const trials = [
    { rate: 0.1, accuracy: 0.8 },
    { rate: 0.3, accuracy: null },
    { rate: 0.03, accuracy: 0.7961 },
    { rate: 0.01, accuracy: 0.7959 },
  ];
  expect(chosenRate(trials, 10_000)).toBe(0.03);
  expect(chosenRate(trials, 9000)).toBe(0.01);
  expect(chosenRate([{ rate: 0.3, accuracy: null }], 10_000)).toBeUndefined();
});

test('a family that diverges at every rate is named, with the rates', () => {
  const trials = [
    { family: 'psg', rate: 0.1, accuracy: null },
    { family: 'psg', rate: 0.3, accuracy: null },
    { family: 'smd', rate: 0.3, accuracy: 0.5 },
  ];
  expect(rateOf('smd', trials, 100)).toBe(0.3);
  expect(() => rateOf('psg', trials, 100)).toThrow(
    expect.objectContaining({
      code: 'REPRODUCTION_RATES',
      message: expect.stringMatching(/"psg" .*: 0\.1, 0\.3\./),
    }),
  );
});

test('spread and paired interval of three seeds, by hand', () => {
  expect(spreadOf([1, 2, 6])).toEqual({ mean: 3, deviation: Math.sqrt(7) });
  // t = 4.303 for two degrees of freedom.
  expect(halfWidth([1, 2, 6])).toBeCloseTo(4.303 * Math.sqrt(7 / 3), 12);
  expect(spreadOf([4])).toEqual({ mean: 4 });
  expect(halfWidth([4])).toBeUndefined();
});

test('energy to an accuracy is that of the first crossing', () => {
  const curve = [
    { accuracy: 0.5, energy: 10 },
    { accuracy: 0.7, energy: 20 },
    { accuracy: 0.6, energy: 30 },
    { accuracy: 0.8, energy: 40 },
  ];
  expect(spentUntil(curve, 0.4)).toBe(10);
  expect(spentUntil(curve, 0.6)).toBeCloseTo(15, 12);
  expect(spentUntil(curve, 0.75)).toBeCloseTo(37.5, 12);
  expect(spentUntil(curve, 0.9)).toBeUndefined();
});
