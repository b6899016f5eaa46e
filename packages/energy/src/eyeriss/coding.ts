import type { DataLevel } from './accesses.ts';

/** How feature maps and weights are compressed between DRAM, buffer and PEs. */
export type Coding = 'significance-map' | 'run-length' | 'none';

/**
 * Which zeros save work: those of both operands, those of the ifmap alone (as the chip of JSSC 2017
 * gates them), or none; and how tensors are coded.
 */
export type ZeroHandling = { readonly skip: boolean | 'ifmap'; readonly coding: Coding };

/** Share of a tensor's bits that moves on one level. */
export function movedShare(
  { skip, coding }: ZeroHandling,
  dataType: 'ifmap' | 'weight' | 'ofmap',
  level: DataLevel,
  density: number,
  bits: number,
): number {
  const isCoded =
    coding === 'run-length'
      ? level === 'DRAM' && dataType !== 'weight'
      : // A significance map goes along as far as the PEs; psums are never coded.
        dataType !== 'ofmap' || level === 'DRAM';
  return skip !== false && isCoded ? codedShare(coding, density, bits) : 1;
}

/**
 * Bits moved per bit of the tensor, at most 1 (what would grow is sent raw). Zeros are taken as
 * independent.
 *
 * - significance map: one bit per value and `bits` more per non-zero, so `d + 1 / bits`.
 * - run-length (JSSC 2017): pairs of a 5-bit run and a value, three in a word with one end bit. A pair
 *   ends at a non-zero or after 31 zeros, so there are `d / (1 - (1 - d)^32)` per value.
 */
export function codedShare(coding: Coding, density: number, bits: number): number {
  switch (coding) {
    case 'none':
      return 1;
    case 'significance-map':
      return Math.min(1, density + 1 / bits);
    case 'run-length': {
      const pairs = density > 0 ? density / -Math.expm1(32 * Math.log1p(-density)) : 1 / 32;
      return Math.min(1, (pairs * (3 * (5 + bits) + 1)) / 3 / bits);
    }
  }
}
