import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMac, encodeMac, type Loop } from './mac-instruction.ts';
import { Walk } from './walk.ts';

const small = fc.integer({ min: -20, max: 20 });
const loop: fc.Arbitrary<Loop> = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  stride: small,
  dy: small,
  dx: small,
});

/** Addresses of nested loops, by their definition. */
function visited(loops: readonly Loop[], base: number, y: number, x: number, size: number) {
  const [first, ...inner] = loops;
  if (first === undefined) return [y >= 0 && y < size && x >= 0 && x < size ? base : -1];
  const found: number[] = [];
  for (let i = 0; i < first.count; i++) {
    const { stride, dy = 0, dx = 0 } = first;
    found.push(...visited(inner, base + i * stride, y + i * dy, x + i * dx, size));
  }
  return found;
}

test('a walk of an encoded instruction visits what its loops say, then zeros', () => {
  fc.assert(
    fc.property(fc.array(loop, { maxLength: 6 }), small, small, (bLoops, y0, x0) => {
      const words = encodeMac({
        k: 1,
        columns: 1,
        aLoops: [],
        bLoops,
        bBase: 5000,
        y0,
        x0,
        height: 9,
        width: 9,
      });
      const { bNest, bStart } = decodeMac(Int32Array.from(words));
      const expected = visited(bLoops, 5000, y0, x0, 9);
      const walk = new Walk(bNest, bStart);
      expect(expected.map(() => walk.next())).toEqual(expected);
      expect([walk.next(), walk.next()]).toEqual([-1, -1]);
    }),
  );
});

test('numbers and flags are read back', () => {
  const fields = {
    k: 512,
    groups: 16,
    columns: 65_535,
    xa: 63,
    xb: 1,
    xo: 2,
    xr: 33,
    ke: -12,
    y0: -3,
    x0: -1,
    threshold: -2_000_000_000,
    output: 65_535,
    si: 65_534,
    residualBase: 60_000,
    residualPlane: 7000,
    mask: true,
    predict: true,
    aLoops: [],
    bLoops: [],
  };
  const { aLoops: _, bLoops: __, ...rest } = fields;
  expect(decodeMac(Int32Array.from(encodeMac(fields)))).toMatchObject({
    ...rest,
    residual: false,
    keep: false,
  });
});

test('what does not fit is refused by name', () => {
  const fields = { k: 513, columns: 1, aLoops: [], bLoops: [] };
  expect(() => encodeMac(fields)).toThrow(/"k" of MAC is 513; it holds 1 to 512/);
});
