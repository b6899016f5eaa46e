import { carryOut } from './command-unit.ts';
import type { MachineShape } from './machine/machine-shape.ts';
import { type Mark, TensorMachine } from './machine/tensor-machine.ts';
import { priceOf } from './power/activity-prices.ts';

/** A stretch of a program's time with what it draws beside idling. Cycles from the program's start. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly joules: number;
}

/** What a command did, and when after its start. */
export interface Carried {
  readonly reply: Uint8Array | undefined;
  readonly cycles: number;
  readonly marks: readonly Mark[];
  /** Between its marks. */
  readonly stretches: readonly Stretch[];
}

/**
 * Carries out commands on the golden machine at once, and says how long each takes and what it draws.
 * With `replay`, a program that runs again with nothing written in between is not computed again: its
 * cycles and activity are repeated, its results are not.
 */
export class ProgramRuns {
  readonly machine: TensorMachine;
  readonly #replay: boolean;
  /** By the command without its token. */
  readonly #known = new Map<string, Carried>();
  #marks: Mark[] = [];
  #stretches: Stretch[] = [];
  #started = 0;
  #priced = 0;
  #stretchFrom = 0;

  constructor(shape: MachineShape, replay: boolean) {
    this.#replay = replay;
    this.machine = new TensorMachine(shape, (mark) => this.#mark(mark));
  }

  carryOut(payload: Uint8Array): Carried {
    const key = payload.subarray(0, RUN_HEAD).join();
    const known = this.#known.get(key);
    if (known !== undefined) return withToken(known, payload);
    this.#started = this.machine.counters.cycles;
    this.#priced = priceOf(this.machine.counters);
    this.#stretchFrom = 0;
    this.#marks = [];
    this.#stretches = [];
    const reply = carryOut(this.machine, payload);
    const cycles = this.machine.counters.cycles - this.#started;
    this.#stretch(cycles);
    const carried = { reply, cycles, marks: this.#marks, stretches: this.#stretches };
    if (!this.#replay) return carried;
    if (cycles > 0) this.#known.set(key, carried);
    else if (reply === undefined) this.#known.clear();
    return carried;
  }

  #mark({ id, cycle }: Mark): void {
    const at = cycle - this.#started;
    this.#marks.push({ id, cycle: at });
    this.#stretch(at);
  }

  #stretch(to: number): void {
    const priced = priceOf(this.machine.counters);
    const joules = priced - this.#priced;
    if (joules > 0 || to > this.#stretchFrom) {
      this.#stretches.push({ from: this.#stretchFrom, to, joules });
    }
    this.#priced = priced;
    this.#stretchFrom = to;
  }
}

/** Opcode and index of a `run`; its token follows. */
const RUN_HEAD = 5;

/** The reply of a run before, for the token of this one. */
function withToken(known: Carried, payload: Uint8Array): Carried {
  const reply = Uint8Array.from(known.reply!);
  reply.set(payload.subarray(RUN_HEAD, RUN_HEAD + 4), 1);
  return { ...known, reply };
}
