import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bandOf, farthest, SEEDS, WIDTH } from './band.mjs';

test('mean and deviation of the sample, point by point', () => {
  const band = bandOf([
    [1, 10],
    [2, 10],
    [6, 13],
  ]);
  expect(band.mean).toEqual([3, 11]);
  // Squares about the mean: 4 + 1 + 9 = 14, and 1 + 1 + 4 = 6; divided by two.
  expect(band.deviation[0]).toBeCloseTo(Math.sqrt(7), 12);
  expect(band.deviation[1]).toBeCloseTo(Math.sqrt(3), 12);
  expect(farthest(band, [3, 11 + 2 * Math.sqrt(3)])).toBeCloseTo(2, 12);
  expect(farthest(band, [3])).toBeNaN();
  expect(farthest(band, [Number.NaN, 11])).toBeNaN();
});

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const bands = readdirSync(import.meta.dirname).filter((file) => file.endsWith('-band.json'));

test('there is a band', () => expect(bands.length).toBeGreaterThan(0));

test.for(bands)('%s: what was measured stays within it', (file) => {
  const { curves, seeds, steps } = read(file);
  expect(seeds).toEqual(SEEDS);
  expect(curves).toHaveLength(SEEDS.length);
  const band = bandOf(curves);
  expect(band.mean).toHaveLength(steps / 10);
  // The seeds learn: a band that holds everything would prove nothing.
  expect(band.mean.at(-1)).toBeLessThan(band.mean[0] / 2);
  const measured = Object.entries(read(file.replace('-band', '')).curves);
  expect(measured.length).toBeGreaterThan(1);
  for (const [backend, curve] of measured) {
    expect(farthest(band, /** @type {number[]} */ (curve)), backend).toBeLessThanOrEqual(WIDTH);
  }
});
