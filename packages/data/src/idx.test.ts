import { PicojouleError } from '@picojoule/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readIdx } from './idx.ts';

/** Written with DataView, as the format's description says, to compare the reader with. */
function idx(shape: readonly number[], values: readonly number[], type = 8): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

const refused = (bytes: Uint8Array, expected: readonly (number | undefined)[]) => {
  try {
    readIdx(bytes, 'some-file', expected);
  } catch (error) {
    expect(error).toBeInstanceOf(PicojouleError);
    return (error as PicojouleError).message;
  }
  return 'accepted';
};

test('a file is read with its shape and values, also from the middle of a buffer', () => {
  const file = idx([2, 1, 3], [1, 2, 3, 250, 251, 255]);
  const shifted = new Uint8Array([9, 9, 9, ...file]).subarray(3);
  for (const bytes of [file, shifted]) {
    const { shape, values } = readIdx(bytes, 'f', [undefined, 1, 3]);
    expect(shape).toEqual([2, 1, 3]);
    expect([...values]).toEqual([1, 2, 3, 250, 251, 255]);
  }
});

test.each<[string, Uint8Array, (number | undefined)[], RegExp]>([
  ['an empty file', new Uint8Array(0), [2], /ends after 0 bytes/],
  ['another magic', Uint8Array.of(0x1f, 0x8b, 8, 1, 0, 0, 0, 0), [0], /two zero bytes/],
  ['another element type', idx([1], [7, 7, 7, 7], 0x0d), [1], /0xd, not unsigned byte/],
  ['another rank', idx([1, 1], [7]), [1], /2 dimensions, not 1/],
  ['a truncated header', idx([1, 1], []).subarray(0, 9), [1, 1], /inside its header/],
  ['another dimension', idx([1, 2], [7, 7]), [1, 3], /dimension 1 is 2, not 3/],
  ['missing elements', idx([3], [7, 7]), [undefined], /announces 3 elements, it holds 2/],
  ['left-over bytes', idx([3], [7, 7, 7, 7]), [3], /announces 3 elements, it holds 4/],
  [
    'a size near 2^96',
    idx([0xffffffff, 0xffffffff, 0xffffffff], [1]),
    [undefined, undefined, undefined],
    /announces 7\.9/,
  ],
])('%s is refused with the file named', (_, bytes, expected, problem) => {
  const message = refused(bytes, expected);
  expect(message).toMatch(/^some-file is not/);
  expect(message).toMatch(problem);
});

test('whatever bytes come, the reader answers or throws a PicojouleError', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.uint8Array({ maxLength: 32 }).map((rest) => Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, ...rest)),
  );
  fc.assert(
    fc.property(bytes, (file) => {
      try {
        const { shape, values } = readIdx(file, 'f', [undefined, undefined]);
        expect(values.length).toBe(shape[0]! * shape[1]!);
      } catch (error) {
        expect(error).toBeInstanceOf(PicojouleError);
      }
    }),
  );
});
