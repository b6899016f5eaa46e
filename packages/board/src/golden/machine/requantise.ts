import type { MachineParts } from './machine-parts.ts';
import { clamp, INT8_LIMIT, INT16_LIMIT, nearest, randomly, significantBits } from './rounding.ts';

/** Executes `REQ` at an index; its cycles beside fetch. */
export function requantise(parts: MachineParts, index: number): number {
  const { shape, memory, registers, generator } = parts;
  const { integers } = memory;
  const [flags, names, blocks, source, target] = [
    integers[index]! >>> 16,
    integers[index + 1]!,
    integers[index + 2]!,
    integers[index + 3]!,
    integers[index + 4]!,
  ];
  const [wide, random, relu] = [flags & 1, flags & 2, flags & 4].map((bit) => bit !== 0);
  const [from, to] = [names & 63, (names >> 8) & 63];
  const [limit, bits] = wide === true ? [INT16_LIMIT, 15] : [INT8_LIMIT, 7];
  const shift = Math.max(0, significantBits(registers.m[from]!) - bits);
  registers.e[to] = registers.e[from]! + shift;
  registers.m[to] = registers.m[from]!;
  const [first, plane] = [target & 0xffff, target >>> 16];
  for (let block = 0; block < blocks; block++) {
    const high = memory.writeWord(first + block);
    const low = wide === true ? memory.writeWord(first + plane + block) : 0;
    countReads(parts, source + block * shape.lanes);
    for (let i = 0; i < shape.lanes; i++) {
      const v = integers[memory.wrap(source + block * shape.lanes + i)]!;
      const rounded = random === true ? randomly(v, shift, generator.next()) : nearest(v, shift);
      const value = relu === true && rounded < 0 ? 0 : clamp(rounded, limit);
      if (wide === true) {
        const top = (value + 128) >> 8;
        memory.signed[high + i] = top;
        memory.signed[low + i] = value - 256 * top;
      } else memory.signed[high + i] = value;
    }
  }
  return blocks * (shape.resultCycles + (wide === true ? 2 : 1)) + 4;
}

/** T results, one after the other, are read in R cycles, all of the first one's bank. */
export function countReads({ shape, memory, counters }: MachineParts, index: number): void {
  counters.reads[bankOf(memory.wrap(index), memory.integers.length)] += shape.resultCycles;
}

export function countWrites({ shape, memory, counters }: MachineParts, index: number): void {
  counters.writes[bankOf(memory.wrap(index), memory.integers.length)] += shape.resultCycles;
}

const bankOf = (index: number, all: number): 0 | 1 => (index * 2 < all ? 0 : 1);
