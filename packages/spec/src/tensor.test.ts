import { expect, test } from 'vitest';
import { sizeOf, tensor, valuesOf } from './tensor.ts';

test('sizes multiply, a scalar has one element and an empty axis none', () => {
  expect(sizeOf([2, 3, 4])).toBe(24);
  expect(sizeOf([])).toBe(1);
  expect(sizeOf([5, 0])).toBe(0);
});

test('a tensor holds float32 values, rounded, and shares an array that already is one', () => {
  expect([...tensor([2], [0.1, 2 ** 25 + 1]).values]).toEqual([Math.fround(0.1), 2 ** 25]);
  const values = Float32Array.of(1, 2, 3);
  expect(tensor([3, 1], values).values).toBe(values);
  expect(tensor([], [7])).toEqual({ type: 'float32', shape: [], values: Float32Array.of(7) });
});

test('values that do not fit their shape are refused', () => {
  expect(() => tensor([2, 2], [1, 2, 3])).toThrow(RangeError);
  expect(() => tensor([2, 2], [1, 2, 3])).toThrow('[2,2] has 4 elements, got 3');
});

test.each([
  ['float32', 0.5, Float32Array.of(0.5, 0.5)],
  ['int32', -3, Int32Array.of(-3, -3)],
  ['int64', 2 ** 40, Float64Array.of(2 ** 40, 2 ** 40)],
  ['bool', 1, Uint8Array.of(1, 1)],
] as const)('a fill of %s is written out in its own array type', (type, fill, expected) => {
  expect(valuesOf({ type, shape: [2, 1], fill })).toEqual(expected);
});

test('values of a dense tensor are its own, not a copy', () => {
  const dense = tensor([1], [4]);
  expect(valuesOf(dense)).toBe(dense.values);
});
