import type { Counters } from './counters.ts';
import type { MachineShape } from './machine-shape.ts';

/** Tensor memory as bytes and as numbers, with the accesses of programs counted by bank. */
export class TensorMemory {
  readonly bytes: Uint8Array;
  readonly signed: Int8Array;
  readonly integers: Int32Array;
  readonly #lanes: number;
  readonly #counters: Counters;
  readonly #words: number;

  constructor({ memory, lanes }: MachineShape, counters: Counters) {
    this.bytes = new Uint8Array(memory);
    this.signed = new Int8Array(this.bytes.buffer);
    this.integers = new Int32Array(this.bytes.buffer);
    this.#lanes = lanes;
    this.#words = memory / lanes;
    this.#counters = counters;
  }

  /** Position of a word's first byte; a read of its bank. */
  readWord(address: number): number {
    const word = address & (this.#words - 1);
    this.#counters.reads[word * 2 < this.#words ? 0 : 1]++;
    return word * this.#lanes;
  }

  /** A copy of a word's bytes; a read of its bank. */
  readBytes(address: number): Int8Array {
    const at = this.readWord(address);
    return this.signed.slice(at, at + this.#lanes);
  }

  /** Position of a word's first byte; a write of its bank. */
  writeWord(address: number): number {
    const word = address & (this.#words - 1);
    this.#counters.writes[word * 2 < this.#words ? 0 : 1]++;
    return word * this.#lanes;
  }

  /** An index within the memory. */
  wrap(index: number): number {
    return index & (this.integers.length - 1);
  }

  /** `int32` at an index, with its access. */
  readInteger(index: number): number {
    const at = this.wrap(index);
    this.#counters.reads[at * 2 < this.integers.length ? 0 : 1]++;
    return this.integers[at]!;
  }

  writeInteger(index: number, value: number): void {
    const at = this.wrap(index);
    this.#counters.writes[at * 2 < this.integers.length ? 0 : 1]++;
    this.integers[at] = value;
  }
}
