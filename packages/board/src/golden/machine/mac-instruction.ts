import { fieldTooLarge } from '../../errors.ts';
import { exponentField } from './rounding.ts';
import type { Nest, WalkStart } from './walk.ts';
import { everywhere, PLACE_BITS } from './walk.ts';

export const MAC = 0x10;
export const MAC_LENGTH = 33;
/** Of what is added to the difference of a residual's exponent. */
const RESIDUAL_WORD = 10;
/** Of the threshold of a prediction, which is written as its negative. */
export const THRESHOLD_WORD = 32;
export const thresholdWord = (threshold: number) => 0 - threshold;
const A_LOOPS = 4;
const B_LOOPS = 6;

/** One loop of a walk: how often, and what one turn adds to the address, to y and to x. */
export interface Loop {
  readonly count: number;
  readonly stride: number;
  readonly dy?: number;
  readonly dx?: number;
}

const flagNames = [
  'aSpread',
  'bSpread',
  'aPlanes',
  'bPlanes',
  'accumulate',
  'random',
  'residual',
  'wideResidual',
  'mask',
  'predict',
  'keep',
] as const;
type Flags = Readonly<Record<(typeof flagNames)[number], boolean>>;

/** Numbers of a `MAC` that are not loops; hardware/doc/isa.md says what each is. */
interface Numbers {
  readonly k: number;
  readonly groups: number;
  readonly columns: number;
  readonly xa: number;
  readonly xb: number;
  readonly xo: number;
  readonly xr: number;
  readonly ke: number;
  readonly aBase: number;
  readonly bBase: number;
  readonly y0: number;
  readonly x0: number;
  readonly height: number;
  readonly width: number;
  readonly output: number;
  readonly perRow: number;
  readonly sx: number;
  readonly sy: number;
  readonly sg: number;
  readonly si: number;
  readonly residualBase: number;
  readonly residualPlane: number;
  readonly rx: number;
  readonly ry: number;
  readonly rg: number;
  readonly maskBase: number;
  readonly mx: number;
  readonly my: number;
  readonly mg: number;
  readonly threshold: number;
}

/** Bits of a loop's count - 1. */
const COUNT_BITS = 12;

/** Strides over rows, which are written as the jump from the last column of a row; and the stride of its columns. */
const rowStrides = { sy: 'sx', ry: 'rx', my: 'mx' } as const;
const fromRowEnd = (name: string): name is keyof typeof rowStrides => name in rowStrides;

/** Where each number stands: word, lowest bit, bits, what is subtracted from it, signed. */
const places: Readonly<Record<keyof Numbers, readonly [number, number, number, number?, true?]>> = {
  k: [1, 0, 9, 1],
  groups: [1, 9, 4, 1],
  columns: [1, 16, 16],
  xa: [2, 0, 6],
  xb: [3, 0, 6],
  xo: [2, 16, 6],
  xr: [4, 0, 6],
  ke: [2, 6, 10, 0, true],
  aBase: [3, 16, 16],
  bBase: [4, 16, 16],
  residualBase: [5, 0, 16],
  rx: [5, 16, 16],
  maskBase: [6, 0, 16],
  mx: [6, 16, 16],
  output: [7, 0, 16],
  sx: [7, 16, 16],
  y0: [8, 0, PLACE_BITS, 0, true],
  x0: [8, 16, PLACE_BITS, 0, true],
  residualPlane: [9, 0, 16],
  ry: [9, 16, 16],
  my: [10, 16, 16],
  perRow: [11, 0, 16],
  sy: [11, 16, 16],
  height: [12, 0, PLACE_BITS - 1],
  width: [12, 16, PLACE_BITS - 1],
  rg: [13, 16, 16],
  mg: [14, 16, 16],
  si: [15, 0, 16],
  sg: [15, 16, 16],
  threshold: [THRESHOLD_WORD, 0, 32, 0, true],
};
const A_WORD = 16;
const B_WORD = A_WORD + A_LOOPS;

/** A `MAC` as the machine decodes it. */
export interface MacInstruction extends Flags, Numbers {
  readonly aNest: Nest;
  readonly bNest: Nest;
  readonly aStart: WalkStart;
  readonly bStart: WalkStart;
}

/** A `MAC` as it is written: what is left out is 0 (counts: 1); without height and width nothing is padding. */
export interface MacFields extends Partial<Flags>, Partial<Numbers> {
  readonly k: number;
  readonly columns: number;
  /** Outermost first. */
  readonly aLoops: readonly Loop[];
  readonly bLoops: readonly Loop[];
}

/** @throws PicojouleError `BOARD_FIELD` where a number does not fit its field. */
export function encodeMac(fields: MacFields): Uint32Array {
  const words = new Uint32Array(MAC_LENGTH);
  const flags = flagNames.reduce((bits, name, i) => bits | (fields[name] ? 1 << i : 0), 0);
  words[0] = MAC | (MAC_LENGTH << 8) | (flags << 16);
  const ones: Partial<Numbers> = { groups: 1, perRow: 1, height: 1, width: 1 };
  // The shift of accumulators is found as that of a residual.
  const numbers: Partial<Numbers> = fields.accumulate ? { ...fields, xr: fields.xo ?? 0 } : fields;
  words[RESIDUAL_WORD] = exponentField(fields.accumulate ? 0 : fields.wideResidual ? 15 : 23);
  for (const name of Object.keys(places) as (keyof Numbers)[]) {
    const field = numbers[name] ?? ones[name] ?? 0;
    const value = name === 'threshold' ? thresholdWord(field) : field;
    const [word, bit, bits, less = 0, signed = false] = places[name];
    const [low, high] = rangeOf(bits, signed);
    if (!Number.isInteger(value) || value - less < low || value - less > high) {
      throw fieldTooLarge('MAC', name, value, `${low + less} to ${high + less}`);
    }
    words[word]! |= ((value - relative(name, fields, less)) & (2 ** bits - 1)) << bit;
  }
  encodeLoops(fields.aLoops, A_LOOPS).forEach(([count, jump], i) => {
    words[A_WORD + i] = countAndJump(count, jump);
  });
  encodeLoops(fields.bLoops, B_LOOPS).forEach(([count, jump, yJump, xJump], i) => {
    words[B_WORD + 2 * i] = countAndJump(count, jump);
    words[B_WORD + 2 * i + 1] = (placeJump(yJump) | (placeJump(xJump) << 16)) >>> 0;
  });
  return words;
}

/** What is taken off a number as it is written. */
function relative(name: keyof Numbers, fields: MacFields, less: number): number {
  if (name === 'residualPlane') return -(fields.residualBase ?? 0);
  return fromRowEnd(name) ? ((fields.perRow ?? 1) - 1) * (fields[rowStrides[name]] ?? 0) : less;
}

const rangeOf = (bits: number, signed: boolean): readonly [number, number] =>
  signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];

function countAndJump(count: number, jump: number): number {
  const most = 2 ** COUNT_BITS;
  if (!(count >= 1 && count <= most)) throw fieldTooLarge('MAC', 'count', count, `1 to ${most}`);
  if (!(jump >= -32_768 && jump < 32_768))
    throw fieldTooLarge('MAC', 'jump', jump, '-32768 to 32767');
  return ((count - 1) | (jump << 16)) >>> 0;
}

function placeJump(jump: number): number {
  const [low, high] = rangeOf(PLACE_BITS, true);
  if (jump < low || jump > high) throw fieldTooLarge('MAC', 'jump', jump, `${low} to ${high}`);
  return jump & 0xffff;
}

/** Count, jump, jump in y, jump in x. */
type Turn = readonly [number, number, number, number];

/** Count and jumps of all loops of the hardware: those that are not used stand outermost, with count 1. */
function encodeLoops(loops: readonly Loop[], all: number): readonly Turn[] {
  if (loops.length > all) throw fieldTooLarge('MAC', 'loops', loops.length, `at most ${all}`);
  const nest: Turn[] = [];
  let [inside, yInside, xInside] = [0, 0, 0];
  for (const { count, stride, dy = 0, dx = 0 } of loops.toReversed()) {
    nest.unshift([count, stride - inside, dy - yInside, dx - xInside]);
    inside += (count - 1) * stride;
    yInside += (count - 1) * dy;
    xInside += (count - 1) * dx;
  }
  while (nest.length < all) nest.unshift([1, 0, 0, 0]);
  return nest;
}

/** Reads the words of a `MAC`. */
export function decodeMac(words: Int32Array): MacInstruction {
  const word = (i: number) => words[i]!;
  const decoded: Record<string, unknown> = {};
  flagNames.forEach((name, i) => {
    decoded[name] = ((word(0) >>> (16 + i)) & 1) === 1;
  });
  for (const [name, [at, bit, bits, less = 0, signed = false]] of Object.entries(places)) {
    const raw = signed
      ? (word(at) << (32 - bits - bit)) >> (32 - bits)
      : (word(at) << (32 - bits - bit)) >>> (32 - bits);
    decoded[name] = name === 'threshold' ? thresholdWord(raw) : raw + less;
  }
  const nestOf = (first: number, loops: number, size: 1 | 2): Nest => {
    const column = (read: (at: number) => number) =>
      Int32Array.from({ length: loops }, (_, i) => read(first + size * i));
    const place = (value: number) => (value << (32 - PLACE_BITS)) >> (32 - PLACE_BITS);
    return {
      counts: column((at) => (word(at) & (2 ** COUNT_BITS - 1)) + 1),
      jumps: column((at) => word(at) >> 16),
      yJumps: column((at) => (size === 1 ? 0 : place(word(at + 1)))),
      xJumps: column((at) => (size === 1 ? 0 : place(word(at + 1) >> 16))),
    };
  };
  for (const [row, column] of Object.entries(rowStrides)) {
    const within = ((decoded.perRow as number) - 1) * (decoded[column] as number);
    decoded[row] = ((decoded[row] as number) + within) & 0xffff;
  }
  decoded.residualPlane =
    ((decoded.residualPlane as number) - (decoded.residualBase as number)) & 0xffff;
  const numbers = decoded as unknown as Flags & Numbers;
  const { aBase, bBase, y0, x0, height, width } = numbers;
  return {
    ...numbers,
    aNest: nestOf(A_WORD, A_LOOPS, 1),
    bNest: nestOf(B_WORD, B_LOOPS, 2),
    aStart: { base: aBase, ...everywhere },
    bStart: { base: bBase, y: y0, x: x0, height, width },
  };
}
