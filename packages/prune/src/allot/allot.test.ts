import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allot, type Rung } from './allot.ts';

const SHARES = [0.25, 0.5, 0.75, 1];

/** Curves whose loss rises faster and faster: there, whole rungs can be compared by brute force. */
const convex = fc
  .tuple(
    fc.integer({ min: 1, max: 20 }),
    fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 4, maxLength: 4 }),
  )
  .map(([size, steps]): Rung[] => {
    const slopes = steps.toSorted((a, b) => a - b);
    let loss = 0;
    return SHARES.map((share, i) => {
      loss += slopes[i]! * size;
      return { share, saved: size * (i + 1), loss };
    });
  });

test('costs no more than any choice of rungs that saves as much', () => {
  fc.assert(
    fc.property(
      fc.array(convex, { minLength: 1, maxLength: 3 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (curves, part) => {
        const all = curves.reduce((sum, rungs) => sum + rungs.at(-1)!.saved, 0);
        const wanted = part * all;
        const at = (rungs: readonly Rung[], share: number, of: 'saved' | 'loss') => {
          const points = [{ share: 0, saved: 0, loss: 0 }, ...rungs];
          const i = Math.min(points.length - 2, Math.floor(share * 4));
          const [a, b] = [points[i]!, points[i + 1]!];
          return a[of] + ((share - a.share) / (b.share - a.share)) * (b[of] - a[of]);
        };
        const shares = allot(curves, wanted);
        const sum = (of: 'saved' | 'loss') =>
          curves.reduce((total, rungs, i) => total + at(rungs, shares[i]!, of), 0);
        expect(sum('saved')).toBeCloseTo(wanted, 6);
        const choices = (layer: number): [number, number][] => {
          if (layer === curves.length) return [[0, 0]];
          const rest = choices(layer + 1);
          return [{ saved: 0, loss: 0 }, ...curves[layer]!].flatMap((rung) =>
            rest.map(([saved, loss]): [number, number] => [saved + rung.saved, loss + rung.loss]),
          );
        };
        const best = Math.min(
          ...choices(0)
            .filter(([saved]) => saved >= wanted)
            .map(([, loss]) => loss),
        );
        expect(sum('loss')).toBeLessThanOrEqual(best + 1e-9);
      },
    ),
  );
});

test('jumps over a rung that costs more than the next one', () => {
  const bumpy = [
    { share: 0.5, saved: 1, loss: 10 },
    { share: 1, saved: 2, loss: 1 },
  ];
  expect(allot([bumpy], 2)).toEqual([1]);
});

test('takes everything when more is wanted than there is, and nothing when nothing is', () => {
  const curve = [{ share: 0.9, saved: 3, loss: 5 }];
  expect(allot([curve, curve], 100)).toEqual([0.9, 0.9]);
  expect(allot([curve, curve], 0)).toEqual([0, 0]);
});
