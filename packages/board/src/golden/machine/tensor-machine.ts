import { Counters, ROW_WORDS } from './counters.ts';
import { ExponentRegisters } from './exponent-registers.ts';
import { END, EXP, JUMP, MARK, REQ, SEED, UPD } from './instructions.ts';
import { fetchCycles, MacEngine } from './mac.ts';
import { decodeMac, MAC, MAC_LENGTH } from './mac-instruction.ts';
import type { MachineParts } from './machine-parts.ts';
import type { MachineShape } from './machine-shape.ts';
import { requantise } from './requantise.ts';
import { Generator } from './rounding.ts';
import { TensorMemory } from './tensor-memory.ts';
import { update } from './update.ts';

/** How a program ended. */
export interface ProgramEnd {
  /** Index of the instruction that is illegal, where there was one. */
  readonly illegal?: number;
}

/** A marker as it passes by. */
export interface Mark {
  readonly id: number;
  /** Of the machine's counter. */
  readonly cycle: number;
}

const lengths: Readonly<Record<number, number>> = {
  [END]: 1,
  [MARK]: 2,
  [SEED]: 2,
  [EXP]: 3,
  [JUMP]: 2,
  [MAC]: MAC_LENGTH,
  [REQ]: 5,
  [UPD]: 5,
};

/**
 * The golden model of the tensor machine: executes programs of hardware/doc/isa.md bit by bit, and
 * counts their cycles exactly. Time passes only in programs: `counters.cycles` is their sum.
 */
export class TensorMachine implements MachineParts {
  readonly shape: MachineShape;
  readonly counters = new Counters();
  readonly registers = new ExponentRegisters();
  readonly generator = new Generator();
  readonly memory: TensorMemory;
  readonly #mac: MacEngine;
  readonly #onMark: (mark: Mark) => void;
  /** The counters at the last mark. */
  #marked: readonly number[] = this.counters.values;

  constructor(shape: MachineShape, onMark: (mark: Mark) => void = () => {}) {
    this.shape = shape;
    this.memory = new TensorMemory(shape, this.counters);
    this.#mac = new MacEngine(this);
    this.#onMark = onMark;
  }

  /** Executes from an `int32` index on until `END`. */
  run(index: number): ProgramEnd {
    const { integers } = this.memory;
    let at = this.memory.wrap(index);
    for (;;) {
      const word = integers[at]!;
      const [opcode, length] = [word & 0xff, (word >>> 8) & 0xff];
      if (lengths[opcode] !== length || at + length > integers.length) return { illegal: at };
      const before = opcode === MARK ? this.counters.values : undefined;
      for (let i = 0; i < length; i++) this.memory.readInteger(at + i);
      if (before !== undefined) this.#mark(integers[at + 1]!, before);
      const cycles = this.#execute(opcode, at);
      if (cycles === undefined) return { illegal: at };
      this.counters.cycles += cycles;
      if (opcode === END) return {};
      at = this.memory.wrap(opcode === JUMP ? integers[at + 1]! : at + length);
    }
  }

  /** Cycles of one instruction; undefined where it is illegal. */
  #execute(opcode: number, at: number): number | undefined {
    const { integers } = this.memory;
    const fetch = fetchCycles(lengths[opcode]!);
    switch (opcode) {
      case MAC: {
        const mac = decodeMac(integers, at);
        return this.#mac.allows(mac) ? this.#mac.execute(mac) : undefined;
      }
      case REQ:
        return fetch + requantise(this, at);
      case UPD:
        return fetch + update(this, at);
      case MARK:
        return fetch + 2 * ROW_WORDS + 2;
      case SEED:
        this.generator.seed(integers[at + 1]!);
        return fetch;
      case EXP:
        this.registers.e[integers[at + 1]! & 63] = integers[at + 1]! >> 16;
        this.registers.m[integers[at + 1]! & 63] = integers[at + 2]!;
        return fetch;
      default:
        return fetch;
    }
  }

  /** Adds what the counters grew to a row of memory. */
  #mark(word: number, values: readonly number[]): void {
    const [id, index] = [word >>> 24, word & 0xffffff];
    const { memory } = this;
    this.#onMark({ id, cycle: values[0]! });
    const grown = [1, ...values.map((value, i) => value - this.#marked[i]!)];
    for (let i = 0; i < ROW_WORDS; i++) {
      memory.writeInteger(index + i, (memory.readInteger(index + i) + (grown[i] ?? 0)) | 0);
    }
    this.#marked = values;
  }
}
