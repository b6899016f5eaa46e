import type { Loop } from '@picojoule/spec';
import type { Geometry } from './geometry.ts';
import type { Mapping } from './mapping.ts';

const { ceil, max } = Math;

/**
 * The loops of a mapping from outside to inside; `level` holds what a loop steps through. Loops of one
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
    loop('G', groups, 'DRAM'),
    loop('N', rounds, 'DRAM'),
    loop('E', ceil(outputRows / e), 'DRAM'),
    loop('F', tiles, 'DRAM'),
    loop('M', loads, 'DRAM'),
    loop('C', ceil(ceil(channels / q) / r), 'buffer'),
    loop('M', ceil(filterSteps / loads), 'buffer'),
    loop('N', ceil(batch / rounds), 'buffer'),
    loop('C', r, 'array', true),
    loop('M', t, 'array', true),
    loop('R', geometry.mostRows, 'array', true),
    loop('E', e, 'array', true),
    loop('F', geometry.tileColumns, 'RF'),
    loop('C', q, 'RF'),
    loop('M', p, 'RF'),
    loop('S', geometry.mostTaps, 'RF'),
  ].filter(({ bound }) => bound > 1);
}
