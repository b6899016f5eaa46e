import type { Graph } from '@picojoule/spec';
import fc from 'fast-check';
import { smallGraph } from '../graphs.ts';

/** Small residual classifiers of drawn depth, width, classes, input shape and weights. */
export const graphArbitrary: fc.Arbitrary<Graph> = fc
  .record({
    seed: fc.nat(1000),
    filters: fc.integer({ min: 1, max: 4 }),
    classes: fc.integer({ min: 2, max: 5 }),
    blocks: fc.nat(2),
    shape: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 3, max: 7 }),
      fc.integer({ min: 3, max: 7 }),
    ),
  })
  .map(smallGraph);
