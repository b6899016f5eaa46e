import { createRandom } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InputRows } from '../layer/sample-inputs.ts';
import { gram, leastSquares, solvePositiveDefinite } from './least-squares.ts';
import { countNonZero, removeByMagnitude } from './remove-by-magnitude.ts';
import { restore } from './restore.ts';

const random = createRandom(5);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
const rowsOf = (rows: number, inputs: number): InputRows => ({
  rows,
  inputs,
  values: normals(rows * inputs),
});

/** Output of one filter for every row, written out naively. */
const outputs = ({ rows, inputs, values }: InputRows, weights: ArrayLike<number>) =>
  Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += values[row * inputs + i]! * weights[i]!;
    return sum;
  });

test('removal keeps the largest magnitudes, and just as many as asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.nat(40),
      (values, keep) => {
        const weights = Float32Array.from(values, (w, i) => (i % 2 === 0 ? w : -w));
        const kept = removeByMagnitude(weights, keep);
        expect(countNonZero(kept)).toBe(Math.min(keep, values.length));
        const removed = [...weights].filter((_, i) => kept[i] === 0).map(Math.abs);
        const smallestKept = Math.min(...[...kept].filter((w) => w !== 0).map(Math.abs));
        expect(Math.max(0, ...removed)).toBeLessThanOrEqual(smallestKept);
      },
    ),
  );
});

test('restoring follows the greedy rule of the paper, as a literal re-computation finds it', () => {
  const [filters, inputs, atOnce, keep] = [3, 7, 2, 14];
  const samples = rowsOf(20, inputs);
  const original = normals(filters * inputs);
  const removed = removeByMagnitude(original, 6);

  const slow = removed.slice();
  const filterOf = (weights: Float32Array, f: number) =>
    weights.slice(f * inputs, (f + 1) * inputs);
  const residual = (weights: Float32Array, f: number) => {
    const wanted = outputs(samples, filterOf(original, f));
    return outputs(samples, filterOf(weights, f)).reduce(
      (s, y, i) => s + Math.abs(wanted[i]! - y),
      0,
    );
  };
  while (countNonZero(slow) < keep) {
    const worst = [0, 1, 2]
      .filter((f) => filterOf(slow, f).includes(0))
      .sort((a, b) => residual(slow, b) - residual(slow, a))[0]!;
    const candidates = [...Array(inputs).keys()].filter((i) => slow[worst * inputs + i] === 0);
    const score = (i: number) => {
      const trial = slow.slice();
      trial[worst * inputs + i] = original[worst * inputs + i]!;
      return residual(trial, worst);
    };
    const best = candidates.map((i) => [score(i), i] as const).sort((a, b) => a[0] - b[0]);
    for (const [, i] of best.slice(0, Math.min(atOnce, keep - countNonZero(slow)))) {
      slow[worst * inputs + i] = original[worst * inputs + i]!;
    }
  }
  const fast = restore(original, removed, { inputs: [samples], filters, keep, atOnce });
  expect([...fast]).toEqual([...slow]);
});

test('least squares leaves no gradient on the support and nothing off it', () => {
  const [filters, inputs] = [4, 9];
  const samples = rowsOf(60, inputs);
  const original = normals(filters * inputs);
  const kept = removeByMagnitude(original, 17);
  const refitted = leastSquares(original, kept, { grams: [gram(samples)], filters, ridge: 0 });
  for (let f = 0; f < filters; f++) {
    const wanted = outputs(samples, original.subarray(f * inputs, (f + 1) * inputs));
    const found = outputs(samples, refitted.subarray(f * inputs, (f + 1) * inputs));
    for (let i = 0; i < inputs; i++) {
      const weight = refitted[f * inputs + i]!;
      expect(weight === 0).toBe(kept[f * inputs + i] === 0);
      if (weight === 0) continue;
      const slope = wanted.reduce(
        (sum, y, row) => sum + (y - found[row]!) * samples.values[row * inputs + i]!,
        0,
      );
      expect(Math.abs(slope)).toBeLessThan(1e-3);
    }
  }
});

test('with all weights kept, least squares finds the original weights again', () => {
  const samples = rowsOf(40, 6);
  const original = normals(12);
  const refitted = leastSquares(original, original, {
    grams: [gram(samples)],
    filters: 2,
    ridge: 1e-3,
  });
  refitted.forEach((weight, i) => {
    expect(weight).toBeCloseTo(original[i]!, 4);
  });
});

test('a Gram matrix of dead inputs is refused, not divided by zero', () => {
  expect(
    solvePositiveDefinite(new Float64Array([1, 0, 0, 0]), new Float64Array(2)),
  ).toBeUndefined();
});

test('each group of filters is fitted to its own inputs', () => {
  const groups = [rowsOf(30, 4), rowsOf(30, 4)];
  const original = normals(8);
  const kept = removeByMagnitude(original, 5);
  const together = leastSquares(original, kept, { grams: groups.map(gram), filters: 2, ridge: 0 });
  const apart = groups.flatMap((group, g) => [
    ...leastSquares(original.slice(g * 4, g * 4 + 4), kept.slice(g * 4, g * 4 + 4), {
      grams: [gram(group)],
      filters: 1,
      ridge: 0,
    }),
  ]);
  expect([...together]).toEqual(apart);
});
