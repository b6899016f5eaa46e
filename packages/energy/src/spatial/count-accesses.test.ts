import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { type Architecture, architectureSchema } from './architecture.ts';
import { countAccesses } from './count-accesses.ts';
import { DIMENSIONS, type Extents, ONES, productOf, TENSORS, times } from './dimensions.ts';
import { divide } from './factors.ts';
import type { LayerShape } from './layer-shape.ts';
import { type Machine, machineOf } from './machine.ts';
import { simulateNest } from './testing.ts';
import { distinctPositions } from './tile-words.ts';
import type { Tiling } from './tiling.ts';

/** Bounds the search for a smaller counterexample; a test must have made all its runs by then. */
fc.configureGlobal({ interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true });

/** Shares of a layer of which everything is stored and computed. */
const whole = {
  iterations: 1,
  wordShare: { ifmap: 1, weight: 1, ofmap: 1 },
  emptyWords: 0,
  storedShare: 1,
  insideShare: 1,
};
const free = { read: 0, write: 0 };
const keeps = fc.subarray([...TENSORS]);
const memory = (name: string) =>
  fc.record({ name: fc.constant(name), energy: fc.constant(free), keeps, slides: fc.boolean() });
const axis = { size: 1, loops: [] };

/** One to five levels, each keeping some tensors. */
const machines = fc
  .record({
    buffers: fc.integer({ min: 0, max: 2 }).chain((n) => fc.tuple(...names('B', n).map(memory))),
    pads: fc.integer({ min: 0, max: 2 }).chain((n) => fc.tuple(...names('P', n).map(memory))),
    sharesHalo: fc.boolean(),
    passes: fc.boolean(),
  })
  .map(({ buffers, pads, sharesHalo, passes }): Machine => {
    const passesOn = passes && pads.some((pad) => pad.keeps.includes('ifmap'));
    const architecture: Architecture = {
      name: 'tiny',
      unit: 'pJ',
      levels: [{ name: 'DRAM', energy: free }, ...buffers],
      array: { rows: axis, columns: axis, sharesHalo, passesOn },
      pe: pads,
      mac: { energy: 1 },
    };
    return machineOf(v.parse(architectureSchema, architecture));
  });

const names = (letter: string, n: number) => Array.from({ length: n }, (_, i) => `${letter}${i}`);

/** Bounds from a few prime factors, so that the nest stays small. */
const layers = fc
  .record({
    factors: fc.array(fc.tuple(fc.nat(7), fc.constantFrom(2, 3)), { minLength: 1, maxLength: 6 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
  })
  .map(({ factors, strides, dilations }): { layer: LayerShape; factors: [number, number][] } => {
    const bounds = factors.reduce<Extents>((all, [d, f]) => all.with(d, all[d]! * f), ONES);
    return {
      layer: { bounds, strides, dilations, ...whole },
      factors,
    };
  });

/** Each prime factor of the layer in a place of its own, and each level's loops in some order. */
const cases = fc.tuple(machines, layers).chain(([machine, { layer, factors }]) =>
  fc
    .record({
      places: fc.tuple(...factors.map(() => fc.nat(machine.levels.length + 1))),
      orders: fc.tuple(
        ...machine.levels.map(() =>
          fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
        ),
      ),
    })
    .map(({ places, orders }) => {
      const at = (place: number) =>
        factors.reduce<Extents>(
          (all, [d, f], i) => (places[i] === place ? all.with(d, all[d]! * f) : all),
          ONES,
        );
      const tiling: Tiling = {
        temporal: machine.levels.map((_, level) => at(level)),
        orders,
        rows: at(machine.levels.length),
        columns: at(machine.levels.length + 1),
      };
      return { machine, layer, tiling };
    }),
);

test('the counts are those of walking the loop nest word by word', () => {
  fc.assert(
    fc.property(cases, ({ machine, layer, tiling }) => {
      const { counts, made } = simulateNest(machine, layer, tiling);
      const found = countAccesses(machine, layer, tiling);
      expect(found.counts).toEqual(counts);
      expect(found.macs).toBe(productOf(layer.bounds));
      expect(made.size).toBe(found.macs);
      expect(new Set(made.values())).toEqual(new Set([1]));
    }),
    { numRuns: 400 },
  );
});

test('positions of a window are counted without those that a stride or dilation leaves out', () => {
  const small = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(small, small, small, small, (outputs, taps, stride, dilation) => {
      const positions = new Set<number>();
      for (let e = 0; e < outputs; e++)
        for (let r = 0; r < taps; r++) positions.add(e * stride + r * dilation);
      expect(distinctPositions(outputs, taps, stride, dilation)).toBe(positions.size);
    }),
  );
});

test('a product of extents and its quotient are inverse', () => {
  const some = DIMENSIONS.map((_, d) => d + 2);
  expect(divide(times(some, some), some)).toEqual(some);
});
