import type { Loop } from '@picojoule/spec';
import type { Geometry } from './geometry.ts';
import type { Mapping } from './mapping.ts';

const { ceil, max } = Math;

/**
 * The loops of a mapping from outside to inside; `level` holds the tile inside a loop. Loops of one
 * iteration are left out. Channels count the pieces of large filters, filters the phases of transposed
 * ones.
 */
export function loopNest(geometry: Geometry, { p, q, r, t, e, n, m }: Mapping): Loop[] {
  const { batch, groups, channels, filters, outputRows, tiles } = geometry;
  const loads = ceil(filters / m);
  const filterSteps = max(loads, ceil(ceil(filters / p) / t));
  const rounds = ceil(batch / n);
  const loop = (dimension: string, bound: number, level: string, spatial = false): Loop => ({
    dimension,
    bound,
    level,
    spatial,
  });
  return [
    loop('G', groups, 'buffer'),
    loop('N', rounds, 'buffer'),
    loop('E', ceil(outputRows / e), 'buffer'),
    loop('F', tiles, 'buffer'),
    loop('M', loads, 'buffer'),
    loop('C', ceil(ceil(channels / q) / r), 'array'),
    loop('M', ceil(filterSteps / loads), 'array'),
    loop('N', ceil(batch / rounds), 'array'),
    loop('C', r, 'RF', true),
    loop('M', t, 'RF', true),
    loop('R', geometry.mostRows, 'RF', true),
    loop('E', e, 'RF', true),
    loop('F', geometry.tileColumns, 'ALU'),
    loop('C', q, 'ALU'),
    loop('M', p, 'ALU'),
    loop('S', geometry.mostTaps, 'ALU'),
  ].filter(({ bound }) => bound > 1);
}
