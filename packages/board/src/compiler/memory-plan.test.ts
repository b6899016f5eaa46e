import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMemory } from './memory-plan.ts';

const demands = fc
  .array(
    fc.record({
      words: fc.integer({ min: 1, max: 50 }),
      from: fc.integer({ min: 0, max: 10 }),
      life: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((all) =>
    all.map(({ words, from, life }, i) => ({ name: `t${i}`, words, from, to: from + life })),
  );

test('what lives at one time has no word in common, and all lies between first and end', () => {
  fc.assert(
    fc.property(demands, (given) => {
      const { placements, end } = planMemory(given, 100);
      for (let time = 0; time <= 15; time++) {
        const used = placements
          .filter(({ from, to }) => from <= time && time <= to)
          .flatMap(({ address, words }) => Array.from({ length: words }, (_, i) => address + i));
        expect(new Set(used).size).toBe(used.length);
        for (const word of used) expect(word >= 100 && word < end).toBe(true);
      }
      // Each of them was placed, and nothing else.
      expect(placements.map(({ name }) => name).toSorted()).toEqual(
        given.map(({ name }) => name).toSorted(),
      );
    }),
  );
});
