/**
 * Counter-based random numbers: Philox2x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as
 * 1, 2, 3", SC 2011). The n-th number of a stream depends on the seed, the stream's name and n
 * alone, so a resumed run continues exactly where it stopped: keep the counter, nothing else.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** A permutation of 0 .. length - 1. */
  permutation(length: number): Uint32Array;
  /** An independent stream for a plugin or a purpose; splitting consumes nothing. */
  split(name: string): Random;
  /** How many numbers were drawn; pass it to `createRandom` to continue from here. */
  readonly counter: number;
}

const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/** One Philox2x32-10 block: two 32-bit words from a 64-bit counter and a 32-bit key. */
export function philox2x32(low: number, high: number, key: number): [number, number] {
  let [left, right, round] = [low >>> 0, high >>> 0, key >>> 0];
  for (let i = 0; i < 10; i++) {
    const product = multiply32(MULTIPLIER, left);
    left = (product.high ^ round ^ right) >>> 0;
    right = product.low;
    round = (round + WEYL) >>> 0;
  }
  return [left, right];
}

function multiply32(a: number, b: number): { high: number; low: number } {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (cross & 0xffff);
  return {
    high: (aHigh * bHigh + (cross >>> 16) + Math.floor(carry / 0x10000)) >>> 0,
    low: Math.imul(a, b) >>> 0,
  };
}

/** FNV-1a, 32 bit, to turn a stream's name into key material. */
function hash(text: string, basis: number): number {
  let value = (0x811c9dc5 ^ basis) >>> 0;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** A stream of random numbers; `counter` continues one that was interrupted. */
export function createRandom(seed: number, stream = '', counter = 0): Random {
  const key = hash(stream, seed);
  const high = hash(stream, ~seed);
  let drawn = counter;
  const next = () => philox2x32(drawn++, high, key)[0] / 0x1_0000_0000;
  const integer = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    permutation(length) {
      const order = Uint32Array.from({ length }, (_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    },
    split: (name) => createRandom(seed, `${stream}/${name}`),
    get counter() {
      return drawn;
    },
  };
}
