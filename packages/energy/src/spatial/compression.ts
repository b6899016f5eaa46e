import { codedShare } from '../eyeriss/coding.ts';
import type { Compression } from './architecture.ts';

/** Bits moved per bit of a tensor with this share of non-zeros, at most 1. */
export function compressedShare(
  compression: Compression | undefined,
  density: number,
  bits: number,
): number {
  if (compression === undefined) return 1;
  if (typeof compression === 'string') return codedShare(compression, density, bits);
  return Math.min(1, density / compression.metadata);
}
