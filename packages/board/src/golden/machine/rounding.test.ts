import fc from 'fast-check';
import { expect, test } from 'vitest';
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

test('random rounding is floor((v + r mod 2^s) / 2^s), over all 33 bits of the sum', () => {
  fc.assert(
    fc.property(int32, shift, fc.integer(), (v, s, r) => {
      const low = BigInt.asUintN(s, BigInt(r));
      expect(randomly(v, s, r)).toBe(Number(floorShift(BigInt(v) + low, s)));
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

test("the generator is Marsaglia's xorshift32, in 32-bit arithmetic", () => {
  const generator = new Generator();
  generator.seed(2_463_534_242);
  const mask = 0xffff_ffffn;
  let x = 2_463_534_242n;
  for (let i = 0; i < 1000; i++) {
    x = (x ^ (x << 13n)) & mask;
    x ^= x >> 17n;
    x = (x ^ (x << 5n)) & mask;
    expect(BigInt(generator.next() >>> 0)).toBe(x);
  }
  // "Xorshift RNGs", page 4: the first number of this seed.
  generator.seed(2_463_534_242);
  expect(generator.next() >>> 0).toBe(723_471_715);
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
