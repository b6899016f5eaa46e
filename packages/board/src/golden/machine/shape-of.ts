import type { Identity } from '@picojoule/link';
import { unknownShape } from '../../errors.ts';
import { ecp5, type MachineShape, up5k } from './machine-shape.ts';

/**
 * The tensor machine of a board, by how many products it forms.
 *
 * @throws PicojouleError `BOARD_UNKNOWN_SHAPE`.
 */
export function shapeOf({ board, macsPerCycle }: Identity): MachineShape {
  const shape = [up5k, ecp5].find(({ lanes }) => lanes ** 2 === macsPerCycle);
  if (shape === undefined) throw unknownShape(board, macsPerCycle);
  return shape;
}
