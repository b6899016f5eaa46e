import type { Workload } from '@picojoule/spec';
import type { CompleteArchitecture } from './architecture.ts';
import type { LayerShape } from './layer-shape.ts';

/** What the zeros of a layer leave to do, as shares of its dense MACs. */
export interface Work {
  /** MACs that are computed, and with them accesses of psums. */
  readonly computed: number;
  /** MACs whose cycle passes, with a zero operand. */
  readonly gated: number;
  /** MACs whose operand is read. */
  readonly ifmapReads: number;
  readonly weightReads: number;
  /** MACs that take a cycle. */
  readonly cycles: number;
}

/**
 * A zero that is gated saves the MAC, its psum and the other operand's read; one that is skipped its
 * own read and the cycle too. Padding is zero. The zeros of the two operands are taken as independent.
 */
export function workOf(
  { sparsity }: CompleteArchitecture,
  { density }: Workload,
  { insideShare }: LayerShape,
): Work {
  const share = { ifmap: density.input * insideShare, weight: density.weight };
  const seen = (operand: 'ifmap' | 'weight', by: readonly string[]) =>
    by.includes(sparsity[operand].zeros) ? share[operand] : 1;
  const used = ['gate', 'skip'];
  const computed = seen('ifmap', used) * seen('weight', used);
  const cycles = seen('ifmap', ['skip']) * seen('weight', ['skip']);
  return {
    computed,
    gated: cycles - computed,
    ifmapReads: seen('ifmap', ['skip']) * seen('weight', used),
    weightReads: seen('weight', ['skip']) * seen('ifmap', used),
    cycles,
  };
}
