import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { codedShare } from './coding.ts';

/** Share of the raw size that the chip's run-length code needs, by coding a stream. */
function codeStream(density: number, bits: number): number {
  const random = createRandom(5, 'zeros');
  const values = 200_000;
  let pairs = 0;
  let run = 0;
  for (let i = 0; i < values; i++) {
    const isZero = random.next() >= density;
    if (isZero && run < 31) run++;
    else {
      pairs++;
      run = 0;
    }
  }
  const words = Math.ceil(pairs / 3);
  return (words * (3 * (5 + bits) + 1)) / (values * bits);
}

test.each([0.02, 0.1, 0.3, 0.6])('the run-length code of a stream of density %d', (density) => {
  const coded = codeStream(density, 16);
  expect(codedShare('run-length', density, 16) / Math.min(1, coded)).toBeCloseTo(1, 1.7);
});

test('a significance map costs one bit a value and nothing above raw', () => {
  expect(codedShare('significance-map', 0.5, 16)).toBe(0.5 + 1 / 16);
  expect(codedShare('significance-map', 0, 8)).toBe(1 / 8);
  expect(codedShare('significance-map', 0.99, 16)).toBe(1);
  expect(codedShare('significance-map', 0.2, 1)).toBe(1);
});

test('no code leaves nothing out', () => {
  expect(codedShare('none', 0, 16)).toBe(1);
  expect(codedShare('run-length', 1, 16)).toBe(1);
});
