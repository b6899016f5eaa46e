import { layerTooWide } from '../errors.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';

/**
 * Groups of an instruction with this K.
 *
 * @throws PicojouleError `BOARD_LAYER` where one does not fit the lanes.
 */
export function groupsThatFit(
  { aBytes, bBytes, groups }: MachineShape,
  k: number,
  aPlanes: number,
  bPlanes: number,
): number {
  if (k * bPlanes > bBytes) throw layerTooWide(k * bPlanes, bBytes);
  if (k * aPlanes > aBytes) throw layerTooWide(k * aPlanes, aBytes);
  return Math.min(groups, Math.floor(aBytes / (k * aPlanes)));
}
