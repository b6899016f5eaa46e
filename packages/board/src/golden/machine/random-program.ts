import type { Random } from '@picojoule/spec';
import {
  encodeEnd,
  encodeExponent,
  encodeJump,
  encodeMark,
  encodeRequantise,
  encodeSeed,
  encodeUpdate,
} from './instructions.ts';
import { encodeMac, type Loop, type MacFields } from './mac-instruction.ts';
import type { MachineShape } from './machine-shape.ts';

/** `int32` indices up to which a random program lies, and from which on its data does. */
export const PROGRAM_INDICES = 3900;
const DATA = 4096;
/** Registers that it uses: few, so that instructions meet in them. */
const REGISTERS = 8;
/** An upper bound of what one instruction takes, with what jumps over. */
const LONGEST = 40;

/**
 * A legal program of at most `count` instructions and `END`: operands in the lower half of the data, results in the
 * upper, so that no `MAC` reads a B that it writes. One in a hundred ends with an instruction that is illegal.
 */
export function randomProgram(shape: MachineShape, random: Random, count: number): Uint32Array {
  const make = new Instructions(shape, random);
  const words: number[] = [];
  for (let i = 0; i < count && words.length < PROGRAM_INDICES - LONGEST; i++) {
    if (make.chance(8)) {
      const skipped = random.integer(4);
      words.push(...encodeJump(words.length + 2 + skipped), ...make.noise(skipped));
    } else words.push(...make.any());
  }
  words.push(...(make.chance(1) ? make.illegal() : encodeEnd()));
  return Uint32Array.from(words);
}

class Instructions {
  readonly #shape: MachineShape;
  readonly #random: Random;
  readonly #indices: number;
  /** Words of the memory, and the first of the data. */
  readonly #words: number;
  readonly #data: number;

  constructor(shape: MachineShape, random: Random) {
    this.#shape = shape;
    this.#random = random;
    this.#indices = shape.memory / 4;
    this.#words = shape.memory / shape.lanes;
    this.#data = this.#wordOf(DATA);
  }

  chance = (percent: number): boolean => this.#random.integer(100) < percent;
  #between = (least: number, most: number): number =>
    least + this.#random.integer(most - least + 1);
  #oneOf = <T>(values: readonly T[]): T => values[this.#random.integer(values.length)]!;
  #bits = (): number =>
    (this.#random.integer(65_536) * 65_536 + this.#random.integer(65_536)) >>> 0;
  /** Of every magnitude, negative as often. */
  #integer = (): number => (this.#bits() | 0) >> this.#random.integer(32);
  #register = (): number => this.#random.integer(REGISTERS);
  noise = (words: number): number[] => Array.from({ length: words }, this.#bits);

  /** The word in which an `int32` lies. */
  #wordOf = (index: number): number => Math.floor((4 * index) / this.#shape.lanes);
  /** Begin of `length` results. */
  #results = (length: number): number =>
    this.#between(this.#indices / 2, this.#indices - 1 - length);
  /** Base of words up to `reach` above it; they may wrap around into the program, but not behind it. */
  #anywhere = (reach: number): number =>
    this.#between(
      this.#data,
      this.#words - 1 - Math.max(0, reach - this.#wordOf(PROGRAM_INDICES) + 1),
    );

  any(): Uint32Array {
    const kind = this.#random.integer(100);
    if (kind < 45) return encodeMac(this.#mac());
    if (kind < 65) return this.#requantise();
    if (kind < 75) return this.#update();
    if (kind < 82) return encodeMark(this.#random.integer(256), this.#results(16));
    if (kind < 88) return encodeSeed(this.chance(10) ? 0 : this.#bits());
    return encodeExponent(this.#register(), this.#between(-24, 24));
  }

  #requantise(): Uint32Array {
    const blocks = this.chance(5) ? 0 : this.#between(1, 12);
    const { lanes } = this.#shape;
    const source = this.#between(DATA, this.#indices - 1 - lanes * blocks);
    const plane = this.#random.integer(100);
    // Elsewhere than the source, but now and then in its place: a block is read before the one in front of it is written.
    const first = this.#wordOf(source);
    const last = this.#wordOf(source + lanes * blocks - 1);
    let target = first;
    const apart = () => target + plane + blocks <= first || target > last;
    if (plane < lanes * blocks || this.chance(90)) {
      do target = this.#between(this.#data, this.#words - 200);
      while (!apart());
    }
    return encodeRequantise({
      wide: this.chance(50),
      random: this.chance(50),
      relu: this.chance(50),
      from: this.#register(),
      to: this.#register(),
      blocks,
      source,
      target,
      plane,
    });
  }

  #update(): Uint32Array {
    const blocks = this.chance(5) ? 0 : this.#between(1, 6);
    return encodeUpdate({
      sign: this.chance(30),
      random: this.chance(50),
      masked: this.chance(40),
      blocks,
      accumulators: this.#results(this.#shape.lanes * blocks),
      master: this.#between(this.#data, this.#words - 200),
      plane: this.#random.integer(100),
      decay: this.#oneOf([0, 1, 5, 12, 31, 40]),
      momentum: this.#oneOf([0, 1, 3, 8, 40]),
      step: this.#random.integer(65_536) >> this.#random.integer(16),
    });
  }

  #mac(): MacFields {
    const { lanes, aBytes, bBytes } = this.#shape;
    const accumulate = this.chance(40);
    const aPlanes = this.chance(accumulate ? 60 : 20);
    const bPlanes = !aPlanes && this.chance(35);
    const [aSpread, bSpread] = [this.chance(50), this.chance(50)];
    const unit = aSpread && bSpread ? 1 : lanes;
    const bytes = Math.min(aPlanes ? aBytes / 2 : aBytes, bPlanes ? bBytes / 2 : bBytes);
    const most = Math.floor(bytes / unit);
    const k = unit * this.#between(1, this.chance(90) ? Math.min(most, 24 / unit) : most);
    const room = Math.floor(aBytes / ((aPlanes ? 2 : 1) * k));
    const groups = this.#between(1, Math.min(this.#shape.groups, room, this.chance(80) ? 3 : 16));
    const columns = this.#between(1, this.chance(90) ? 10 : 40);
    const loops = (depth: number): Loop[] =>
      Array.from({ length: this.#between(0, depth) }, this.#loop);
    const [aLoops, bLoops] = [loops(4), loops(6)];
    const [aSpan, bSpan] = [extent(aLoops), extent(bLoops)];
    const [sx, sg, si] = [
      this.#random.integer(20),
      this.#random.integer(60),
      this.#random.integer(6),
    ];
    const [sy, perRow] = [this.#random.integer(60), this.#between(1, 6)];
    const epilogue = !accumulate && this.chance(60);
    const residualPlane = this.#random.integer(2000);
    // Strides of columns, rows and groups, and how far they reach.
    const strides = (): Strides => [
      this.#random.integer(20),
      this.#random.integer(60),
      this.#random.integer(60),
    ];
    const reach = ([x, y, g]: Strides) =>
      (perRow - 1) * x + Math.floor((columns - 1) / perRow) * y + (groups - 1) * g;
    const [ofResidual, ofMask] = [strides(), strides()];
    const [rx, ry, rg] = ofResidual;
    const [mx, my, mg] = ofMask;
    return {
      k,
      groups,
      columns,
      aSpread,
      bSpread,
      aPlanes,
      bPlanes,
      accumulate,
      random: this.chance(50),
      residual: epilogue && this.chance(70),
      wideResidual: this.chance(50),
      mask: epilogue && this.chance(60),
      predict: aPlanes && accumulate && this.chance(70),
      keep: this.chance(30),
      xa: this.#register(),
      xb: this.#register(),
      xo: this.#register(),
      xr: this.#register(),
      ke: this.#between(-20, 20),
      aBase: this.#between(this.#data + aSpan.below, this.#words - 1 - aSpan.above),
      bBase: this.#between(this.#data + bSpan.below, this.#words / 2 - 1 - bSpan.above),
      ...(this.chance(50)
        ? {}
        : {
            y0: this.#between(-3, 3),
            x0: this.#between(-3, 3),
            height: this.#between(1, 12),
            width: this.#between(1, 12),
          }),
      output: this.#results(columns * (sx + sy) + groups * sg + lanes * si + 1),
      perRow,
      sx,
      sy,
      sg,
      si,
      residualBase: this.#anywhere(reach(ofResidual) + residualPlane),
      residualPlane,
      rx,
      ry,
      rg,
      maskBase: this.#anywhere(reach(ofMask)),
      mx,
      my,
      mg,
      threshold: this.#integer() >> 8,
      aLoops,
      bLoops,
    };
  }

  #loop = (): Loop => ({
    count: this.chance(80) ? this.#between(1, 4) : this.#between(1, 30),
    stride: this.#between(-12, 12),
    dy: this.#between(-1, 1),
    dx: this.#between(-1, 1),
  });

  /** Unknown, of a wrong length, or a `MAC` beyond its limits. */
  illegal(): readonly number[] {
    const mac = this.#mac();
    const beyond: readonly (() => Uint32Array)[] = [
      () => Uint32Array.of(0x1ff),
      () => Uint32Array.of(0x304),
      () => encodeMac({ ...mac, columns: 0 }),
      () => encodeMac({ ...mac, aPlanes: true, bPlanes: true }),
      () => encodeMac({ ...mac, accumulate: true, residual: true }),
      () => encodeMac({ ...mac, aSpread: false, k: 5 }),
      () => encodeMac({ ...mac, predict: true, aPlanes: false }),
      ...(this.#shape.groups < 16
        ? [() => encodeMac({ ...mac, groups: this.#shape.groups + 1 })]
        : []),
    ];
    return [...this.#oneOf(beyond)(), ...encodeEnd()];
  }
}

/** From column to column, from row to row, from group to group. */
type Strides = readonly [number, number, number];

/** How far a walk goes below its base, and above. */
function extent(loops: readonly Loop[]): { readonly below: number; readonly above: number } {
  const reach = loops.map(({ count, stride }) => (count - 1) * stride);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    below: -sum(reach.map((r) => Math.min(0, r))),
    above: sum(reach.map((r) => Math.max(0, r))),
  };
}
