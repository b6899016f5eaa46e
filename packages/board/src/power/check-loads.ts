import { loadsAlike, loadsNarrow } from '../errors.ts';
import type { Calibration } from './calibration.ts';
import { SHUNT_UNIT } from './sensor-limits.ts';

/** How many loads beside zero input a calibration takes. */
export const LOADS = 3;
/** Largest over smallest load, at least. */
const SPAN = 2;

/**
 * Loads that make a line are told apart by sensor and reference, and all of them span a factor of two.
 *
 * @param amperes Of the loads read so far; their span is looked at once they are three.
 * @throws PicojouleError `POWER_LOADS`.
 */
export function checkLoads(amperes: readonly number[], { shunt, reference }: LoadBench): void {
  const sorted = amperes.toSorted((a, b) => a - b);
  for (const [i, larger] of sorted.entries()) {
    const resolved = SHUNT_UNIT / shunt.ohms + reference.current * larger;
    const smaller = sorted[i - 1] ?? 0;
    if (!(larger - smaller > resolved)) throw loadsAlike(smaller, larger, resolved);
  }
  if (sorted.length < LOADS) return;
  if (sorted.at(-1)! < SPAN * sorted[0]!) throw loadsNarrow(amperes, SPAN);
}

/** What says how finely loads are told apart. */
export interface LoadBench {
  readonly shunt: Pick<Calibration['shunt'], 'ohms'>;
  readonly reference: Pick<Calibration['reference'], 'current'>;
}
