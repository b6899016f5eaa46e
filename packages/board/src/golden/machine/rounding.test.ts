import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aligned, Generator, magnitude, nearest, randomly, significantBits } from './rounding.ts';

const int32 = fc.integer({ min: -2_147_483_647, max: 2_147_483_647 });
const shift = fc.integer({ min: 0, max: 31 });
/** Floor of v / 2^s, in integers of any size. */
const floorShift = (v: bigint, s: number) => v >> BigInt(s);

test('nearest is floor(v / 2^s + 1/2)', () => {
  fc.assert(
    fc.property(int32, shift, (v, s) => {
      expect(nearest(v, s)).toBe(Math.floor(v / 2 ** s + 0.5));
    }),
  );
});

const number = fc.integer({ min: 0, max: 255 });

test('random rounding is floor((v + floor((2 r + 1) 2^s / 512)) / 2^s), over all 33 bits of the sum', () => {
  fc.assert(
    fc.property(int32, shift, number, (v, s, r) => {
      const added = (BigInt(2 * r + 1) << BigInt(s)) >> 9n;
      expect(randomly(v, s, r)).toBe(Number(floorShift(BigInt(v) + added, s)));
    }),
  );
});

test('over all numbers, random rounding is right but for 1/512, and exact where nothing is cut off', () => {
  fc.assert(
    fc.property(int32, shift, (v, s) => {
      let sum = 0;
      for (let r = 0; r < 256; r++) sum += randomly(v, s, r);
      expect(Math.abs(sum / 256 - v / 2 ** s)).toBeLessThanOrEqual(1 / 512);
      if (v % 2 ** s === 0) expect(sum).toBe((256 * v) / 2 ** s);
    }),
  );
});

test('random rounding is right on average', () => {
  const generator = new Generator();
  generator.seed(7);
  let sum = 0;
  for (let i = 0; i < 100_000; i++) sum += randomly(-1234, 8, generator.next());
  // Three standard errors of a Bernoulli mean.
  expect(Math.abs(sum / 100_000 + 1234 / 256)).toBeLessThan(3 * Math.sqrt(0.25 / 100_000));
});

describe('the generator', () => {
  /** Rows of a linear map of 32 bits, as integers: bit i of its value is the parity of what row i and the argument share. */
  type Rows = readonly number[];
  const step = (x: number) => ((x >>> 7) | (x << 25)) ^ ((x >>> 10) & 0x1f_ffff);
  const columnsOf = (map: (x: number) => number) =>
    Array.from({ length: 32 }, (_, i) => map(1 << i));
  const applied = (columns: Rows, x: number) =>
    columns.reduce((sum, column, i) => (((x >>> i) & 1) === 1 ? sum ^ column : sum), 0);
  /** The map, so many times. */
  function power(columns: Rows, times: number): Rows {
    let [result, square]: [Rows, Rows] = [columnsOf((x) => x), columns];
    for (let left = times; left > 0; left = Math.floor(left / 2)) {
      const by = square;
      if (left % 2 === 1) result = result.map((column) => applied(by, column));
      square = by.map((column) => applied(by, column));
    }
    return result;
  }
  const isIdentity = (columns: Rows) => columns.every((column, i) => column === 1 << i);

  test('gives the low bytes of its states', () => {
    const generator = new Generator();
    generator.seed(2_463_534_242);
    let x = 2_463_534_243 | 0;
    for (let i = 0; i < 1000; i++) {
      x = step(x);
      expect(generator.next()).toBe(x & 255);
    }
  });

  test('has the period 2^32 - 1', () => {
    const columns = columnsOf(step);
    const period = 2 ** 32 - 1;
    expect(isIdentity(power(columns, period))).toBe(true);
    for (const prime of [3, 5, 17, 257, 65_537]) {
      expect(isIdentity(power(columns, period / prime))).toBe(false);
    }
  });

  test('gives any four numbers in a row equally often: they tell the state', () => {
    // Of a linear map that is one to one, no state but 0 gives four zeros.
    const numbers = (state: number) => {
      let [x, four] = [state, 0];
      for (let i = 0; i < 4; i++) {
        x = step(x);
        four = (four << 8) | (x & 255);
      }
      return four;
    };
    const basis: number[] = [];
    for (let column of columnsOf(numbers)) {
      for (const b of basis) column = Math.min(column >>> 0, (column ^ b) >>> 0);
      if (column !== 0) basis.push(column);
    }
    expect(basis).toHaveLength(32);
  });
});

test('b is the least with -2^b <= v < 2^b for all values', () => {
  fc.assert(
    fc.property(fc.array(int32, { minLength: 1 }), (values) => {
      const b = significantBits(values.reduce((m, v) => m | magnitude(v), 0));
      const fits = (bits: number) => values.every((v) => v >= -(2 ** bits) && v < 2 ** bits);
      expect(fits(b)).toBe(true);
      if (b > 0) expect(fits(b - 1)).toBe(false);
    }),
  );
});

test('alignment multiplies by a power of two, to nearest, within its limit', () => {
  const e = fc.integer({ min: -40, max: 40 });
  fc.assert(
    fc.property(fc.integer({ min: -32_639, max: 32_639 }), e, e, (v, from, to) => {
      const h = Math.min(15, from - to);
      expect(aligned(v, from, to)).toBe(Math.floor(v * 2 ** h + 0.5));
    }),
  );
});
