import type { Counters } from './counters.ts';
import type { TensorMemory } from './tensor-memory.ts';
import type { Walk } from './walk.ts';

/** Operand bytes: lane i at `i * depth`. */
export interface Lanes {
  readonly bytes: Int8Array;
  readonly depth: number;
  readonly count: number;
}

export const makeLanes = (count: number, depth: number): Lanes => ({
  bytes: new Int8Array(count * depth),
  depth,
  count,
});

/** What fills lanes: a memory, and what counts words of zeros. */
export interface LoadPath {
  readonly memory: TensorMemory;
  readonly counters: Counters;
}

/** Fills `length` bytes of each lane from `offset` on, a word to one lane after the other. */
export function loadRun(path: LoadPath, lanes: Lanes, walk: Walk, offset: number, length: number) {
  const { memory, counters } = path;
  const { bytes, depth, count } = lanes;
  for (let lane = 0; lane < count; lane++) {
    const first = lane * depth + offset;
    for (let to = first; to < first + length; to += count) {
      const address = walk.next();
      if (address < 0) {
        counters.zeros++;
        bytes.fill(0, to, to + count);
      } else {
        const from = memory.readWord(address);
        for (let i = 0; i < count; i++) bytes[to + i] = memory.signed[from + i]!;
      }
    }
  }
}

/** Fills `length` bytes of each lane from `offset` on, a word's bytes to as many lanes. */
export function loadSpread(
  path: LoadPath,
  lanes: Lanes,
  walk: Walk,
  offset: number,
  length: number,
) {
  const { memory, counters } = path;
  const { bytes, depth, count } = lanes;
  for (let k = offset; k < offset + length; k++) {
    const address = walk.next();
    if (address < 0) {
      counters.zeros++;
      for (let lane = 0; lane < count; lane++) bytes[lane * depth + k] = 0;
    } else {
      const from = memory.readWord(address);
      for (let lane = 0; lane < count; lane++) {
        bytes[lane * depth + k] = memory.signed[from + lane]!;
      }
    }
  }
}
