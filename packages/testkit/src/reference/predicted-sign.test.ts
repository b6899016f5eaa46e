import { createRandom } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { mostSignificant, mostSignificantUnit, rounded, toFixedPoint } from './fixed-point.ts';
import { boundOf, toSigns } from './predicted-sign.ts';

const random = createRandom(4, 'predicted-sign');
const draw = (length: number, scale: number) =>
  Float64Array.from({ length }, () => Math.fround(random.normal() * scale));

/** A product as a bit-serial machine forms it: bit by bit of both magnitudes, then the sign. */
function bitSerial(a: number, b: number): number {
  let product = 0;
  for (let i = 0; 2 ** i <= Math.abs(a); i++) {
    for (let j = 0; 2 ** j <= Math.abs(b); j++) {
      product += ((Math.abs(a) >> i) & (Math.abs(b) >> j) & 1) * 2 ** (i + j);
    }
  }
  return Math.sign(a) * Math.sign(b) * product;
}

/** The weight gradient of a matrix, `g_nm x_nk` summed over n, with integer operands. */
function gradientOf(
  x: Float64Array,
  g: Float64Array,
  [N, K, M]: readonly [number, number, number],
) {
  const sums = new Float64Array(K * M);
  for (let n = 0; n < N; n++)
    for (let k = 0; k < K; k++)
      for (let m = 0; m < M; m++) {
        sums[m * K + k]! += bitSerial(x[n * K + k]!, g[n * M + m]!);
      }
  return sums;
}

test('predictor and remainder, formed bit by bit, add up to the full gradient', () => {
  const sizes = [6, 5, 4] as const;
  const [x, g] = [draw(30, 0.7), draw(24, 1e-3)];
  const [whole, other] = [toFixedPoint(x, 8), toFixedPoint(g, 16)];
  const top = (values: Float64Array, bits: number, kept: number, unit: number) =>
    mostSignificant(values, bits, kept).map((value) => value / unit);
  const [xTop, gTop] = [top(x, 8, 4, whole.unit), top(g, 16, 10, other.unit)];
  const rest = (all: Float64Array, high: Float64Array) => all.map((value, i) => value - high[i]!);
  const [xRest, gRest] = [rest(whole.integers, xTop), rest(other.integers, gTop)];
  // The top parts are whole multiples of 2^4 and 2^6: short numbers, shifted.
  expect(xTop.every((value) => value % 16 === 0 && Math.abs(value) <= 7 * 16)).toBe(true);
  expect(gTop.every((value) => value % 64 === 0 && Math.abs(value) <= 511 * 64)).toBe(true);
  const full = gradientOf(whole.integers, other.integers, sizes);
  const parts = [
    gradientOf(xTop, gTop, sizes),
    gradientOf(xTop, gRest, sizes),
    gradientOf(xRest, gTop, sizes),
    gradientOf(xRest, gRest, sizes),
  ];
  full.forEach((value, i) => {
    expect(parts.reduce((sum, part) => sum + part[i]!, 0)).toBe(value);
  });
});

test('the threshold is a share of the largest prediction, and a zero decides nothing', () => {
  const gradient = Float64Array.of(-3, 2, -1, -4, 5);
  const top = Float64Array.of(10, 0.6, 0.4, 0, -1);
  expect(toSigns(gradient, top, 0.05)).toEqual({ weights: 5, predicted: 3, wrong: 2 });
  expect([...gradient]).toEqual([1, 1, -1, -1, -1]);
});

describe('the bound of wrong signs', () => {
  const [N, K, M] = [96, 24, 24] as const;
  const product = (x: Float64Array, g: Float64Array) => {
    const sums = new Float64Array(K * M);
    for (let n = 0; n < N; n++)
      for (let k = 0; k < K; k++)
        for (let m = 0; m < M; m++) sums[m * K + k]! += x[n * K + k]! * g[n * M + m]!;
    return sums;
  };

  /** Errors and bounds of many layers with random operands, as 8 and 16 bits predicted from few. */
  function trials(xBits: number, gBits: number, beta: number) {
    let [wrong, bound, squares, variances] = [0, 0, 0, 0];
    for (let trial = 0; trial < 12; trial++) {
      // Below the uppermost half unit, where numbers are clamped and errors are larger.
      const x = Float64Array.from({ length: N * K }, () => 0.85 * (2 * random.next() - 1));
      const g = draw(N * M, 1e-4);
      const [xTop, gTop] = [mostSignificant(x, 8, xBits), mostSignificant(g, 16, gBits)];
      const gradient = product(rounded(x, 8), rounded(g, 16));
      const top = product(xTop, gTop);
      const ones = (values: Float64Array) => values.map(() => 1);
      const square = (values: Float64Array) => values.map((value) => value ** 2);
      const terms = {
        ...{ gradient, top, beta },
        gradientSquares: product(ones(x), square(rounded(g, 16))),
        activationUnit: mostSignificantUnit(x, 8, xBits),
        activationSquares: product(square(xTop), ones(g)),
        gradientUnit: mostSignificantUnit(g, 16, gBits),
      };
      bound += boundOf(terms);
      gradient.forEach((value, i) => {
        squares += (value - top[i]!) ** 2;
        variances +=
          (terms.activationUnit ** 2 * terms.gradientSquares[i]! +
            terms.gradientUnit ** 2 * terms.activationSquares[i]!) /
          12;
      });
      wrong += toSigns(gradient.slice(), top, beta).wrong;
    }
    return { wrong, bound, spread: squares / variances };
  }

  test.each([
    [4, 10],
    [3, 6],
    [4, 4],
    [8, 5],
  ])('rests on the variance that errors from %d and %d bits have', (xBits, gBits) => {
    expect(Math.abs(trials(xBits, gBits, 0).spread - 1)).toBeLessThan(0.1);
  });

  test.each([
    [4, 10, 0],
    [4, 10, 0.05],
    [3, 6, 0.05],
    [4, 4, 0.1],
    [2, 16, 0],
  ])('holds for a %d/%d predictor above %d, and is not empty', (xBits, gBits, beta) => {
    const { wrong, bound } = trials(xBits, gBits, beta);
    expect(wrong).toBeLessThanOrEqual(bound);
    expect(bound).toBeLessThan(12 * K * M);
    if (beta === 0) expect(wrong).toBeGreaterThan(bound / 20);
  });

  test('is zero where every bit is predicted', () => {
    expect(trials(8, 16, 0)).toMatchObject({ wrong: 0, bound: 0 });
  });
});
