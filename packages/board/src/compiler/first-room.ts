import { PicojouleError } from '@picojoule/spec';

/** How memory is used. */
export interface Room {
  /** Images that have a place: one is sent while the other is worked on. */
  readonly buffers: 1 | 2;
  /** Sums may be made in bands (`inBands`). */
  readonly banded: boolean;
  /** Feature maps may be made again for the backward pass (`recomputing`). */
  readonly recomputes: boolean;
}

/** Room for all that makes a program fast. */
export const wholeRoom: Room = { buffers: 2, banded: false, recomputes: false };

const rooms: readonly Room[] = [
  wholeRoom,
  { ...wholeRoom, buffers: 1 },
  { buffers: 1, banded: true, recomputes: false },
];
/** What needs least. */
export const smallestRoom: Room = { buffers: 1, banded: true, recomputes: true };

const tooSmall = new Set(['BOARD_MEMORY', 'BOARD_REGISTERS']);

/**
 * What `compile` makes in the first use of memory that fits, of those that do more and more work over.
 *
 * @throws PicojouleError `BOARD_MEMORY` or `BOARD_REGISTERS` where none does, of the last one.
 */
export function firstRoom<T>(compile: (room: Room) => T): T {
  for (const room of rooms) {
    try {
      return compile(room);
    } catch (error) {
      if (!(error instanceof PicojouleError) || !tooSmall.has(error.code)) throw error;
    }
  }
  return compile(smallestRoom);
}
