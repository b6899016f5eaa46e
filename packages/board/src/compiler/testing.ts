import { createRandom, type Random } from '@picojoule/spec';
import { encodeEnd } from '../golden/machine/instructions.ts';
import { encodeMac, type MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { TensorMachine } from '../golden/machine/tensor-machine.ts';
import type { Place, ResultPlace, WidePlace } from './geometry.ts';

/** A machine whose memory is filled from the top with tensors, for tests of passes. */
export class Bench {
  readonly machine: TensorMachine;
  readonly random: Random;
  #free = 4096;
  #register = 0;

  constructor(shape: MachineShape, seed: number) {
    this.machine = new TensorMachine(shape);
    this.random = createRandom(seed, 'bench');
  }

  #take(words: number): number {
    const base = this.#free;
    this.#free += words;
    return base;
  }

  #registered(): number {
    const register = this.#register++;
    this.machine.registers.e[register] = this.random.integer(9) - 4;
    return register;
  }

  /** What is placed from now on lies in bank 1. */
  toUpperBank(): void {
    const { memory, lanes } = this.machine.shape;
    this.#free = Math.max(this.#free, memory / lanes / 2);
  }

  integers(count: number, limit: number): Int32Array {
    return Int32Array.from({ length: count }, () => this.random.integer(2 * limit + 1) - limit);
  }

  /** Bytes at fresh words. */
  place(values: Int32Array): Place {
    const { lanes } = this.machine.shape;
    const base = this.#take(Math.ceil(values.length / lanes));
    this.machine.memory.signed.set(values, base * lanes);
    return { base, register: this.#registered() };
  }

  /** Two planes at fresh words. */
  placeWide(values: Int32Array): WidePlace {
    const high = values.map((v) => (v + 128) >> 8);
    const { base, register } = this.place(high);
    const low = this.place(values.map((v, i) => v - 256 * high[i]!));
    return { base, register, plane: low.base - base };
  }

  results(count: number): ResultPlace {
    const { lanes } = this.machine.shape;
    const base = this.#take(Math.ceil((count * 4) / lanes));
    return { index: (base * lanes) / 4, register: this.#registered() };
  }

  read({ index }: ResultPlace, count: number): Int32Array {
    return this.machine.memory.integers.slice(index, index + count);
  }

  exponent({ register }: { readonly register: number }): number {
    return this.machine.registers.e[register]!;
  }

  /** Runs instructions; what they took, in cycles. */
  run(instructions: readonly (MacFields | Uint32Array)[]): number {
    const words = instructions.flatMap((one) => [
      ...(one instanceof Uint32Array ? one : encodeMac(one)),
    ]);
    words.push(...encodeEnd());
    this.machine.memory.integers.set(words, 0);
    const before = this.machine.counters.cycles;
    const { illegal } = this.machine.run(0);
    if (illegal !== undefined) throw new Error(`illegal instruction at ${illegal}`);
    return this.machine.counters.cycles - before - 3;
  }
}
