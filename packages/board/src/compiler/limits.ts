import { layerTooWide } from '../errors.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';

/**
 * Groups of an instruction with this K.
 *
 * @throws PicojouleError `BOARD_LAYER` where one does not fit the lanes.
 */
export function groupsThatFit(
  { aBytes, bBytes, groups }: MachineShape,
  pass: string,
  k: number,
  aPlanes: number,
  bPlanes: number,
): number {
  if (k * bPlanes > bBytes) throw layerTooWide(pass, k * bPlanes, bBytes);
  if (k * aPlanes > aBytes) throw layerTooWide(pass, k * aPlanes, aBytes);
  return Math.min(groups, Math.floor(aBytes / (k * aPlanes)));
}
