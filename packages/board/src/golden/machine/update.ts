import type { MachineParts } from './machine-parts.ts';
import { countReads, countWrites } from './requantise.ts';
import { clamp, INT16_LIMIT, nearest, randomly, saturatedSum } from './rounding.ts';

/** Executes `UPD` at an index; its cycles beside fetch. */
export function update(parts: MachineParts, index: number): number {
  const { shape, memory, generator } = parts;
  const { integers, signed } = memory;
  const word = (i: number) => integers[index + i]!;
  const flags = word(0) >>> 16;
  const [sign, random, masked] = [(flags & 1) !== 0, (flags & 2) !== 0, (flags & 4) !== 0];
  const [blocks, accumulators] = [word(1), word(2)];
  const [master, plane] = [word(3) & 0xffff, word(3) >>> 16];
  const decay = Math.min(31, word(4) & 0xff);
  const momentum = Math.min(31, (word(4) >>> 8) & 0xff);
  const step = word(4) >>> 16;
  for (let block = 0; block < blocks; block++) {
    const first = accumulators + block * shape.lanes;
    countReads(parts, first);
    memory.readWord(master + block);
    memory.readWord(master + plane + block);
    const high = memory.writeWord(master + block);
    const low = memory.writeWord(master + plane + block);
    countWrites(parts, first);
    for (let i = 0; i < shape.lanes; i++) {
      const at = memory.wrap(first + i);
      const w = 256 * signed[high + i]! + signed[low + i]!;
      const v = saturatedSum(integers[at]!, decay > 0 ? nearest(w << 8, decay) : 0);
      const u = sign
        ? Math.sign(v) * step
        : random
          ? randomly(v, 8, generator.next())
          : nearest(v, 8);
      const moved = clamp(w - u, INT16_LIMIT);
      const kept = masked && w === 0 ? 0 : masked && moved === 0 ? 1 : moved;
      const top = (kept + 128) >> 8;
      signed[high + i] = top;
      signed[low + i] = kept - 256 * top;
      integers[at] = sign || momentum === 0 ? 0 : v - nearest(v, momentum);
    }
  }
  return blocks * (2 * shape.resultCycles + 4) + 4;
}
