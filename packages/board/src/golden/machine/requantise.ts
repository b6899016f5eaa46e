import { exponentOf } from '../../session/register.ts';
import type { MachineParts } from './machine-parts.ts';
import { clamp, INT8_LIMIT, INT16_LIMIT, nearest, randomly } from './rounding.ts';

/** Executes a `REQ` of five words; its cycles beside fetch. */
export function requantise(parts: MachineParts, words: Int32Array): number {
  const { shape, memory, registers, generator, counters } = parts;
  const { integers } = memory;
  const [flags, blocks, names, source, target] = [
    words[0]! >>> 16,
    words[1]! & 0xffff,
    words[2]!,
    words[3]!,
    words[4]!,
  ];
  const [wide, random, relu] = [flags & 1, flags & 2, flags & 4].map((bit) => bit !== 0);
  const [from, to] = [names & 63, (names >> 16) & 63];
  const [limit, most] = wide === true ? [INT16_LIMIT, 15] : [INT8_LIMIT, 7];
  const bits = registers.bits[from]!;
  const shift = Math.max(0, bits - most);
  registers.e[to] = exponentOf(registers.e[from]! + shift);
  registers.bits[to] = bits;
  const [first, plane] = [target & 0xffff, target >>> 16];
  for (let block = 0; block < blocks; block++) {
    const index = source + block * shape.lanes;
    countResults(parts, counters.reads, index);
    const values = Array.from({ length: shape.lanes }, (_, i) => {
      const v = integers[memory.wrap(index + i)]!;
      const rounded = random === true ? randomly(v, shift, generator.next()) : nearest(v, shift);
      return relu === true && rounded < 0 ? 0 : clamp(rounded, limit);
    });
    const high = memory.writeWord(first + block);
    const tops = wide === true ? values.map((value) => (value + 128) >> 8) : values;
    memory.signed.set(tops, high);
    if (wide !== true) continue;
    const low = memory.writeWord(first + plane + block);
    memory.signed.set(
      values.map((value, i) => value - 256 * tops[i]!),
      low,
    );
  }
  const { setup, int8, int16 } = shape.requantise;
  const { block, tail } = wide === true ? int16 : int8;
  return setup + (blocks === 0 ? 0 : blocks * block + tail);
}

/** T results, one after the other, are read or written in R cycles: where R is T each in its bank, else all in the first one's. */
export function countResults(
  { shape, memory }: MachineParts,
  traffic: [number, number],
  index: number,
): void {
  const half = memory.integers.length / 2;
  const step = shape.lanes / shape.resultCycles;
  for (let i = 0; i < shape.lanes; i += step) traffic[memory.wrap(index + i) < half ? 0 : 1]++;
}
