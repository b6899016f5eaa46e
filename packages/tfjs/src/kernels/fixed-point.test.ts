import { createRandom } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { nativeKernels } from '../tfjs-native.ts';
import { wasmKernels } from '../tfjs-wasm.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative)
  console.log('skipped: tfjs-native, because no binding is installed (pj setup native)');

/** The nearest of all numbers that there are, found by looking at each; of two the even one. */
function nearest(value: number, exponent: number, bits: number): number {
  const unit = 2 ** (exponent - bits + 1);
  const limit = 2 ** (bits - 1) - 1;
  let best = 0;
  for (let integer = -limit; integer <= limit; integer++) {
    const gain = Math.abs(best * unit - value) - Math.abs(integer * unit - value);
    if (gain > 0 || (gain === 0 && integer % 2 === 0)) best = integer;
  }
  return best * unit;
}

for (const [name, kernels] of [
  ['tfjs-native', nativeKernels],
  ['tfjs-wasm', wasmKernels],
] as const) {
  describe.skipIf(name === 'tfjs-native' && !hasNative)(name, () => {
    test.for([
      [2, 0],
      [4, 3],
      [8, -7],
      [10, 0],
    ] as const)(
      'rounds to %i bits below 2^%i as looking at each number does',
      async ([bits, e]) => {
        const k = await kernels();
        const random = createRandom(bits, 'fixed-point');
        const half = 2 ** (e - bits);
        const values = Float32Array.from({ length: 96 }, (_, i) =>
          i < 64 ? random.normal() * 2 ** (e - 1) : (i - 80) * half,
        );
        const rounded = k.scope(() =>
          k.download(k.fixedPoint(k.upload(values, [2, 4, 4, 3]), e, bits)).slice(),
        );
        for (const [i, value] of values.entries()) {
          expect(rounded[i], `${value}`).toBeCloseTo(nearest(value, e, bits), 12);
        }
      },
    );

    test('16 bits keep every whole number up to 32767', async () => {
      const k = await kernels();
      const values = Float32Array.from({ length: 65_535 }, (_, i) => i - 32_767);
      const rounded = k.scope(() =>
        k.download(k.fixedPoint(k.upload(values, [65_535]), 15, 16)).slice(),
      );
      expect(rounded.every((value, i) => value === values[i])).toBe(true);
    });

    test('finds the largest magnitude, of either sign', async () => {
      const k = await kernels();
      const of = (...values: number[]) =>
        k.scope(() => k.largestMagnitude(k.upload(Float32Array.from(values), [1, 2, 2, 1])));
      expect(of(1, -7, 3, 0)).toBe(7);
      expect(of(-1, 2, 9, 0)).toBe(9);
      expect(of(0, 0, 0, 0)).toBe(0);
      expect(of(1, Number.NEGATIVE_INFINITY, 3, 0)).toBe(Number.POSITIVE_INFINITY);
      expect(of(1, Number.NaN, 3, 0)).toBeNaN();
    });
  });
}
