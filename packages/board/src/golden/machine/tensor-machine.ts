import { Counters, ROW_WORDS } from './counters.ts';
import { ExponentRegisters } from './exponent-registers.ts';
import { END, EXP, JUMP, MARK, REQ, SEED, UPD } from './instructions.ts';
import { MacEngine } from './mac.ts';
import { decodeMac, MAC, MAC_LENGTH } from './mac-instruction.ts';
import type { MachineParts } from './machine-parts.ts';
import type { MachineShape } from './machine-shape.ts';
import { requantise } from './requantise.ts';
import { exponentFieldOf, Generator } from './rounding.ts';
import { TensorMemory } from './tensor-memory.ts';
import { update } from './update.ts';

/** Cycles of a `MARK` before its row, in which the counters bring what they hold back. */
const MARK_FLUSH = 12;

/** Cycles of fetch and decode of an instruction. */
const fetchCycles = ({ fetchWait }: MachineShape, length: number): number =>
  length + 2 + fetchWait * (length > 1 ? 2 : 1);

/** How a program ended. */
export interface ProgramEnd {
  /** How many were executed. */
  readonly instructions: number;
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
    const { memory, counters } = this;
    let at = memory.wrap(index);
    for (let instructions = 1; ; instructions++) {
      const head = memory.integers[at]!;
      const [opcode, length] = [head & 0xff, (head >>> 8) & 0xff];
      if (lengths[opcode] !== length) {
        memory.readInteger(at);
        counters.cycles += fetchCycles(this.shape, 1);
        return { instructions, illegal: at };
      }
      const words = this.#fetch(at, length, opcode !== MARK);
      const cycles = this.#execute(opcode, words);
      counters.cycles += fetchCycles(this.shape, length) + (cycles ?? 0);
      if (cycles === undefined) return { instructions, illegal: at };
      if (opcode === END) return { instructions };
      at = memory.wrap(opcode === JUMP ? words[1]! : at + length);
    }
  }

  /** The words of an instruction; a `MARK` and what it does to memory are not counted. */
  #fetch(at: number, length: number, counted: boolean): Int32Array {
    const { memory } = this;
    return Int32Array.from({ length }, (_, i) =>
      counted ? memory.readInteger(at + i) : memory.integers[memory.wrap(at + i)]!,
    );
  }

  /** Cycles of one instruction beside fetch; undefined where it is illegal. */
  #execute(opcode: number, words: Int32Array): number | undefined {
    switch (opcode) {
      case MAC: {
        const mac = decodeMac(words);
        const exponents = this.#mac.begin(mac);
        return this.#mac.allows(mac) ? this.#mac.execute(mac, exponents) : undefined;
      }
      case REQ:
        return requantise(this, words);
      case UPD:
        return update(this, words);
      case MARK:
        this.#mark(words[1]!);
        return MARK_FLUSH + this.shape.markWord * ROW_WORDS;
      case SEED:
        this.generator.seed(words[1]!);
        return 0;
      case EXP:
        this.registers.e[(words[2]! >> 16) & 63] = exponentFieldOf(words[2]!);
        this.registers.bits[(words[2]! >> 16) & 63] = 0;
        return 0;
      default:
        return 0;
    }
  }

  /** Adds what the counters grew to a row of memory. */
  #mark(word: number): void {
    const [id, index] = [word >>> 24, word & 0xffffff];
    const { memory } = this;
    const { values } = this.counters;
    this.#onMark({ id, cycle: values[0]! });
    const grown = [1, ...values.map((value, i) => value - this.#marked[i]!)];
    for (let i = 0; i < ROW_WORDS; i++) {
      const at = memory.wrap(index + i);
      memory.integers[at] = (memory.integers[at]! + (grown[i] ?? 0)) | 0;
    }
    this.#marked = values;
  }
}
