import { PicojouleError } from '@picojoule/spec';

/** How memory is used. */
export interface Room {
  /** Images that have a place: one is sent while the other is worked on. */
  readonly buffers: 1 | 2;
  /** Whether sums may be made in bands. */
  readonly banded: boolean;
}

const rooms: readonly Room[] = [
  { buffers: 2, banded: false },
  { buffers: 1, banded: false },
];
const smallest: Room = { buffers: 1, banded: true };

/**
 * What `compile` makes in the fastest use of memory that fits.
 *
 * @throws PicojouleError `BOARD_MEMORY` where none does, of the one that needs least.
 */
export function firstRoom<T>(compile: (room: Room) => T): T {
  for (const room of rooms) {
    try {
      return compile(room);
    } catch (error) {
      if (!(error instanceof PicojouleError) || error.code !== 'BOARD_MEMORY') throw error;
    }
  }
  return compile(smallest);
}
