import { exponentOf } from '../../session/register.ts';
import { type Lanes, loadRun, loadSpread, makeLanes } from './lanes.ts';
import type { MacInstruction } from './mac-instruction.ts';
import { MacSchedule } from './mac-schedule.ts';
import type { MachineParts } from './machine-parts.ts';
import { outerProducts } from './outer-products.ts';
import {
  aligned,
  magnitude,
  nearest,
  randomly,
  saturatedSum,
  significantBits,
} from './rounding.ts';
import { Walk } from './walk.ts';

/** How many accumulators a drain reads, one after the other, before it writes them. */
const TOGETHER = 2;

/** Of a `MAC`'s sums, and of its residual. */
interface Exponents {
  readonly e: number;
  readonly residual: number;
}

/** Executes `MAC`s; keeps the lanes and partial sums between them. */
export class MacEngine {
  readonly #parts: MachineParts;
  readonly #a: Lanes;
  readonly #b: Lanes;
  readonly #high: Int32Array;
  readonly #sums: Int32Array;
  /** Of the results, or predictions, of the instruction under way. */
  #magnitudes = 0;

  constructor(parts: MachineParts) {
    const { lanes, aBytes, bBytes, groups } = parts.shape;
    this.#parts = parts;
    this.#a = makeLanes(lanes, aBytes);
    this.#b = makeLanes(lanes, bBytes);
    this.#high = new Int32Array(groups * lanes * lanes);
    this.#sums = new Int32Array(lanes * lanes);
  }

  /** Whether an instruction keeps to the limits of the machine. */
  allows(mac: MacInstruction): boolean {
    const { lanes, aBytes, bBytes, groups } = this.#parts.shape;
    const runs = !mac.aSpread || !mac.bSpread;
    return (
      (mac.aPlanes ? 2 : 1) * mac.groups * mac.k <= aBytes &&
      (mac.bPlanes ? 2 : 1) * mac.k <= bBytes &&
      mac.groups <= groups &&
      mac.columns > 0 &&
      !(mac.aPlanes && mac.bPlanes) &&
      !(runs && mac.k % lanes !== 0) &&
      !(mac.accumulate && (mac.residual || mac.mask)) &&
      !(mac.predict && !(mac.aPlanes && mac.accumulate))
    );
  }

  /** While it is fetched: the exponents of its sums and of its residual. Also of one that is not allowed. */
  begin(mac: MacInstruction): Exponents {
    const { registers } = this.#parts;
    const e = exponentOf(registers.e[mac.xa]! + registers.e[mac.xb]! + mac.ke);
    const residual = registers.e[mac.xr]!;
    if (!mac.accumulate && !mac.keep) {
      registers.e[mac.xo] = e;
      registers.bits[mac.xo] = 0;
    }
    return { e, residual };
  }

  /** Cycles that it took beside fetch. */
  execute(mac: MacInstruction, exponents: Exponents): number {
    const { shape, counters, registers } = this.#parts;
    const { lanes } = shape;
    const { groups, k, columns, predict } = mac;
    const shift = this.#accumulatorShift(mac, exponents.e);
    this.#magnitudes = 0;
    const schedule = new MacSchedule(shape, mac);
    const { planes } = schedule;
    const walkB = new Walk(mac.bNest, mac.bStart);
    this.#loadA(mac, mac.aPlanes ? 2 : 1);
    const area = lanes * lanes;
    for (let first = 0; first < columns; first += lanes) {
      this.#loadB(mac, walkB);
      const present = Math.min(lanes, columns - first);
      schedule.beginTile(present);
      const decided = new Uint8Array(groups);
      for (let plane = 0; plane < planes; plane++) {
        const last = plane === planes - 1;
        const to = last ? this.#sums : this.#high;
        for (let g = 0; g < groups; g++) {
          const at = last ? 0 : g * area;
          const spared = decided[g] === 1;
          schedule.pass(plane, g, spared);
          if (spared) {
            to.fill(0, at, at + area);
          } else {
            const aOffset = (mac.aPlanes ? plane * groups + g : g) * k;
            outerProducts(this.#a, aOffset, this.#b, mac.bPlanes ? plane * k : 0, k, to, at);
            this.#countProducts(planes, plane, area * k);
          }
          if (!last) {
            if (predict) decided[g] = this.#decides(mac, g * area, shift) ? 1 : 0;
            continue;
          }
          const high = planes === 2 ? g * area : -1;
          if (mac.accumulate) this.#accumulate(mac, g, first, present, high, shift);
          else this.#store(mac, g, first, present, high, exponents);
        }
      }
    }
    counters.stalls += schedule.stalls;
    const bits = significantBits(this.#magnitudes);
    registers.bits[mac.xo] = Math.max(registers.bits[mac.xo]!, bits);
    return schedule.end;
  }

  #accumulatorShift(mac: MacInstruction, e: number): number {
    if (!mac.accumulate) return 0;
    const shift = exponentOf(this.#parts.registers.e[mac.xo]! - e);
    if (shift < 0) this.#parts.counters.clipped++;
    return Math.min(31, Math.max(0, shift));
  }

  #loadA(mac: MacInstruction, planes: number): void {
    const walk = new Walk(mac.aNest, mac.aStart);
    const fill = mac.aSpread ? loadSpread : loadRun;
    const parts = planes * mac.groups;
    for (let part = 0; part < parts; part++) fill(this.#parts, this.#a, walk, part * mac.k, mac.k);
  }

  #loadB(mac: MacInstruction, walk: Walk): void {
    const planes = mac.bPlanes ? 2 : 1;
    const fill = mac.bSpread ? loadSpread : loadRun;
    fill(this.#parts, this.#b, walk, 0, planes * mac.k);
  }

  #countProducts(planes: number, plane: number, count: number): void {
    const { counters } = this.#parts;
    if (planes === 1) counters.products += count;
    else if (plane === 0) counters.highProducts += count;
    else counters.lowProducts += count;
  }

  /** Looks at a group's `hi` sums: true where they decide the sign of all its weights. */
  #decides({ threshold }: MacInstruction, at: number, shift: number): boolean {
    const { counters, shape } = this.#parts;
    const area = shape.lanes ** 2;
    let sure = 0;
    for (let n = at; n < at + area; n++) {
      const p = nearest(this.#high[n]! << 8, shift);
      this.#magnitudes |= Math.abs(p);
      if (p !== 0 && Math.abs(p) >= threshold) sure++;
    }
    counters.weightsDecided += sure;
    if (sure === area) counters.groupsDecided++;
    return sure === area;
  }

  #sum(high: number, n: number): number {
    return high < 0 ? this.#sums[n]! : (this.#high[high + n]! << 8) + this.#sums[n]!;
  }

  #accumulate(
    mac: MacInstruction,
    g: number,
    first: number,
    present: number,
    high: number,
    shift: number,
  ): void {
    const { memory, generator, shape } = this.#parts;
    const { lanes } = shape;
    const totals = new Int32Array(lanes);
    for (let j = 0, n = 0; j < present; j++) {
      const index = mac.output + g * mac.sg + offset(first + j, mac.perRow, mac.sx, mac.sy);
      for (let i = 0; i < lanes; i += TOGETHER) {
        for (let of = i; of < i + TOGETHER; of++, n++) {
          const sum = this.#sum(high, n);
          const addend = mac.random ? randomly(sum, shift, generator.next()) : nearest(sum, shift);
          totals[of] = saturatedSum(memory.readInteger(index + of * mac.si), addend);
        }
        for (let of = i; of < i + TOGETHER; of++) {
          memory.writeInteger(index + of * mac.si, totals[of]!);
        }
      }
    }
  }

  #store(
    mac: MacInstruction,
    g: number,
    first: number,
    present: number,
    high: number,
    exponents: Exponents,
  ): void {
    const { memory, shape } = this.#parts;
    const residualExponent = exponents.residual - (mac.wideResidual ? 0 : 8);
    for (let j = 0, n = 0; j < present; j++) {
      const column = first + j;
      const index = mac.output + g * mac.sg + offset(column, mac.perRow, mac.sx, mac.sy);
      // All that a column needs is read before its first result is written.
      let residual: Int8Array = none;
      let low: Int8Array = none;
      let mask: Int8Array = none;
      if (mac.residual) {
        const at = mac.residualBase + g * mac.rg + offset(column, mac.perRow, mac.rx, mac.ry);
        residual = memory.readBytes(at);
        if (mac.wideResidual) low = memory.readBytes(at + mac.residualPlane);
      }
      if (mac.mask) {
        mask = memory.readBytes(
          mac.maskBase + g * mac.mg + offset(column, mac.perRow, mac.mx, mac.my),
        );
      }
      for (let i = 0; i < shape.lanes; i++, n++) {
        let v = this.#sum(high, n);
        if (mac.residual) {
          const value = 256 * residual[i]! + (low[i] ?? 0);
          v = saturatedSum(v, aligned(value, residualExponent, exponents.e));
        }
        if (mac.mask && mask[i]! <= 0) v = 0;
        this.#magnitudes |= magnitude(v);
        memory.writeInteger(index + i * mac.si, v);
      }
    }
  }
}

const none = new Int8Array();

/** Of a column, by its place in its row. */
const offset = (column: number, perRow: number, sx: number, sy: number): number => {
  const row = perRow === 0 ? 0 : Math.floor(column / perRow);
  return row * sy + (column - row * perRow) * sx;
};
