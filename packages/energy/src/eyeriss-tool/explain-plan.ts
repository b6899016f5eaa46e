import type { Loop, MappingParameter } from '@picojoule/spec';
import type { Plan } from './plan.ts';
import { ARRAY_COLUMNS, ARRAY_ROWS } from './tool-chip.ts';

/** The mapping in the letters of the Eyeriss papers. */
export function mappingOf({ geometry, mapping }: Plan): MappingParameter[] {
  const { p, q, r, t, e, n, m, strips } = mapping;
  const pes = ARRAY_ROWS * ARRAY_COLUMNS;
  return [
    { name: 'buffer', value: strips === 1 ? 'planes' : 'strips', meaning: 'psums in the buffer' },
    { name: 'm', value: m, meaning: 'ofmap channels in the buffer' },
    { name: 'n', value: n, meaning: 'images in the buffer' },
    { name: 'e', value: e, meaning: 'columns of a PE set: ofmap rows at once' },
    { name: 'p', value: p, meaning: 'filters in a PE' },
    { name: 'q', value: q, meaning: 'channels in a PE' },
    { name: 'r', value: r, meaning: 'PE sets on other channels' },
    { name: 't', value: t, meaning: 'PE sets on other filters' },
    { name: 'PEs', value: geometry.mostRows * e * r * t, meaning: `PEs in use, of ${pes}` },
  ];
}

/**
 * The loop nest, from outside to inside; loops of one iteration are left out. Of a filter in pieces
 * or of a transposed convolution in phases, C counts pieces and M counts phases too.
 */
export function loopsOf({ geometry, mapping }: Plan): Loop[] {
  const { groups, batch, channels, filters, outputRows, tiles } = geometry;
  const { p, q, r, t, e, n, m, strips } = mapping;
  const loop = (dimension: string, bound: number, level: string, spatial = false): Loop => ({
    dimension,
    bound,
    level,
    spatial,
  });
  return [
    loop('G', groups, 'DRAM'),
    loop('F', tiles, 'DRAM'),
    loop('N', batch / n, 'DRAM'),
    loop('E', strips, 'DRAM'),
    loop('M', filters / m, 'DRAM'),
    loop('C', channels / (q * r), 'buffer'),
    loop('M', m / (p * t), 'buffer'),
    loop('N', n, 'buffer'),
    loop('E', Math.ceil(outputRows / strips / e), 'buffer'),
    loop('M', t, 'array', true),
    loop('C', r, 'array', true),
    loop('R', geometry.mostRows, 'array', true),
    loop('E', e, 'array', true),
    loop('F', geometry.tileColumns, 'RF'),
    loop('S', geometry.mostTaps, 'RF'),
    loop('C', q, 'RF'),
    loop('M', p, 'RF'),
  ].filter(({ bound }) => bound > 1);
}
