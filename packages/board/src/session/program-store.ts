import type { Program } from '../compiler/program.ts';
import type { BoardClient } from './board-client.ts';

/** `int32` indices at which programs begin. */
interface Loaded {
  readonly forward: number;
  readonly backward: number;
}

/**
 * Keeps programs in what tensors leave free of the board's memory, from its end downwards, so that a
 * program that comes again, as for another choice of skipped blocks, need not be sent again.
 */
export class ProgramStore {
  readonly #client: BoardClient;
  readonly #memory: number;
  readonly #lanes: number;
  readonly #loaded = new Map<unknown, readonly number[]>();
  /** Byte below which programs may be put, and bytes of tensors of the programs that are there. */
  #free: number;
  #tensors = 0;

  constructor(client: BoardClient, { memory, lanes }: { memory: number; lanes: number }) {
    this.#client = client;
    this.#memory = memory;
    this.#lanes = lanes;
    this.#free = memory;
  }

  /** Sees to it that a program is there. `idle`: waits until none runs, before one is put over others. */
  async load(program: Program, idle?: () => Promise<void>): Promise<Loaded> {
    const [forward, backward] = await this.loadParts(
      program,
      [program.forward, program.backward],
      program.end * this.#lanes,
      idle,
    );
    return { forward: forward!, backward: backward! };
  }

  /** The same for parts of a program known by a key; `tensors`: bytes that its tensors take. */
  async loadParts(
    key: unknown,
    parts: readonly Uint32Array[],
    tensors: number,
    idle: () => Promise<void> = async () => {},
  ): Promise<readonly number[]> {
    const present = this.#loaded.get(key);
    if (present !== undefined) return present;
    await idle();
    const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
    this.#tensors = Math.max(this.#tensors, tensors);
    if (this.#free - length < this.#tensors) {
      this.#loaded.clear();
      this.#free = this.#memory;
      this.#tensors = tensors;
    }
    this.#free -= length;
    let at = this.#free;
    const found = parts.map((part) => {
      const index = at / 4;
      at += part.byteLength;
      return index;
    });
    for (const [i, part] of parts.entries()) {
      await this.#client.write(found[i]! * 4, new Uint8Array(part.buffer));
    }
    this.#loaded.set(key, found);
    return found;
  }
}
