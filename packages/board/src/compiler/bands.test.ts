import { boardNet } from '@picojoule/nets';
import { smallGraph } from '@picojoule/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { up5k } from '../golden/machine/machine-shape.ts';
import { bandedPass } from './bands.ts';
import type { Program } from './program.ts';
import { compiled, trained } from './testing-program.ts';

test('bands cover all rows once, in order, in whole steps and within their sums', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.integer({ min: 1, max: 3 }),
      fc.nat(5000),
      (height, width, step, most) => {
        const { bands } = bandedPass(height, width, step, most);
        let next = 0;
        for (const { first, rows } of bands) {
          expect(first).toBe(next);
          expect(first % step).toBe(0);
          expect(rows <= step || 4 * rows * width <= most).toBe(true);
          next = first + rows;
        }
        expect(next).toBe(height);
      },
    ),
  );
});

const bandsIn = ({ placements }: Program, whole: Program) =>
  placements.filter(
    ({ name, words }) =>
      name.startsWith('results') &&
      words < whole.placements.find((one) => one.name === name)!.words,
  ).length;

test.each([
  ['of stride 1', smallGraph({ shape: [3, 16, 15], filters: 8, seed: 2 }), 32_768],
  ['with strides and a projection', boardNet({ shape: [3, 44, 44], seed: 3 }), up5k.memory],
] as const)(
  'a network %s whose sums have no room is computed in bands, bit for bit as one that has',
  (_, graph, memory) => {
    const whole = compiled(graph, { memory: 2 * up5k.memory, buffers: 1 });
    expect(() => compiled(graph, { memory, buffers: 1 })).toThrow(
      expect.objectContaining({ code: 'BOARD_MEMORY' }),
    );
    const banded = compiled(graph, { memory, buffers: 1, banded: true });
    expect(bandsIn(banded.program, whole.program)).toBeGreaterThan(0);
    for (const seed of [1, 2]) expect(trained(banded, seed)).toEqual(trained(whole, seed));
  },
);
