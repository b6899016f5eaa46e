import type { MachineParts } from './machine-parts.ts';
import { clamp, INT16_LIMIT, nearest, randomly, saturatedSum } from './rounding.ts';

/** From this decay on, nothing is left of a weight when it is rounded. */
const DECAY_ALL = 24;

/** Cycles for T weights beside 9 of each. */
const BLOCK = 6;

/** Executes a `UPD` of five words; its cycles beside fetch. */
export function update(parts: MachineParts, words: Int32Array): number {
  const { shape, memory, generator } = parts;
  const { lanes } = shape;
  const word = (i: number) => words[i]!;
  const flags = word(0) >>> 16;
  const [sign, random, masked] = [(flags & 1) !== 0, (flags & 2) !== 0, (flags & 4) !== 0];
  const decay = Math.min(DECAY_ALL, word(2) & 0xff);
  const momentum = Math.min(31, (word(2) >>> 8) & 0xff);
  const step = word(2) >>> 16;
  const [blocks, accumulators] = [word(1) & 0xffff, word(3)];
  const [master, plane] = [word(4) & 0xffff, word(4) >>> 16];
  for (let block = 0; block < blocks; block++) {
    const highs = memory.readBytes(master + block);
    const lows = memory.readBytes(master + plane + block);
    for (let i = 0; i < lanes; i++) {
      const index = accumulators + block * lanes + i;
      const w = 256 * highs[i]! + lows[i]!;
      const decayed = decay > 0 ? nearest(w << 8, decay) : 0;
      memory.writeInteger(index, saturatedSum(memory.readInteger(index), decayed));
      const v = memory.readInteger(index);
      const u = sign
        ? Math.sign(v) * step
        : random
          ? randomly(v, 8, generator.next())
          : nearest(v, 8);
      const moved = clamp(w - u, INT16_LIMIT);
      const kept = masked && w === 0 ? 0 : masked && moved === 0 ? 1 : moved;
      highs[i] = (kept + 128) >> 8;
      lows[i] = kept - 256 * highs[i]!;
      // As the board does, which has no register for V: for its move, for what is not kept, and to take that off.
      for (let again = 0; again < 2; again++) memory.readInteger(index);
      memory.writeInteger(index, sign || momentum === 0 ? 0 : v - nearest(v, momentum));
    }
    memory.signed.set(highs, memory.writeWord(master + block));
    memory.signed.set(lows, memory.writeWord(master + plane + block));
  }
  return blocks * (9 * lanes + BLOCK) + 7;
}
