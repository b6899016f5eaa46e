import type { PicojouleError } from '@picojoule/spec';
import { memoryTooSmall, tooManyRegisters } from '../errors.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { assemble, type Predictions } from './assemble.ts';
import type { Room } from './first-room.ts';
import { type Lowered, wordsOfValue } from './lower.ts';
import type { Demand, Placement } from './memory-plan.ts';
import { type Label, type Places, tensorName } from './operation.ts';
import { placesOf, REGISTERS } from './places.ts';
import { busiest, type Plan, type PlanOptions, planProgram, roomsIn } from './plan.ts';
import { idleAt } from './recompute.ts';
import type { Resident } from './resident.ts';

/** Shares of what a program needs without bands, by which they get less room until all fits. */
const SHARES = 64;

/** A program for one image, and where its tensors are. */
export interface Program {
  readonly placements: readonly Placement[];
  readonly places: Places;
  /** Instructions, the same wherever they are put. */
  readonly forward: Uint32Array;
  /** Begins with the generator's seed, in its second word. Empty where nothing is trained. */
  readonly backward: Uint32Array;
  readonly lowered: Lowered;
  readonly end: number;
  /** By label, the operations that the program does. */
  readonly labels: readonly Label[];
  /** By node whose signs are predicted. */
  readonly predictions: ReadonlyMap<string, Predictions>;
  /** Words that differ with the image's buffer; those above are of the first. */
  readonly patches: { readonly forward: readonly Patch[]; readonly backward: readonly Patch[] };
}

export interface Patch {
  readonly at: number;
  /** By buffer. */
  readonly words: readonly number[];
}

export interface ProgramOptions
  extends Pick<PlanOptions, 'backward' | 'taps'>,
    Pick<Room, 'banded' | 'recomputes'> {}

/**
 * Compiles a lowered network: as a whole, or where it is `banded` in the largest bands that fit, or where
 * it `recomputes` with the fewest feature maps made again that let it fit.
 *
 * @throws PicojouleError `BOARD_MEMORY` that names the bytes needed and there, `BOARD_REGISTERS`,
 *   `BOARD_LAYER` and `BOARD_FIELD` where a layer is beyond an instruction; each names a layer.
 */
export function compileProgram(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  { banded, recomputes, ...options }: ProgramOptions,
): Program {
  const dropped = new Set<string>();
  let least: Plan | undefined;
  for (;;) {
    const plan = smallest(shape, resident, banded, (room) =>
      planProgram(shape, lowered, resident, { ...options, dropped, ...(room && { room }) }),
    );
    if (fits(shape, plan)) return emitted(shape, lowered, resident, plan);
    if (least === undefined || plan.bytes < least.bytes) least = plan;
    const { time } = busiest(plan, shortOf(shape, plan));
    const next = recomputes ? idleAt(plan, time) : undefined;
    if (next === undefined) throw tooSmall(shape, resident, least);
    dropped.add(next);
  }
}

const fits = ({ memory }: MachineShape, { bytes, registers }: Plan): boolean =>
  bytes <= memory && registers <= REGISTERS;

/** What a plan needs too much of, for a demand: words or registers. */
const shortOf = ({ memory }: MachineShape, { bytes }: Plan): ((demand: Demand) => number) =>
  bytes > memory ? ({ words }) => words : () => 1;

/** The first plan that fits: whole, then in bands ever smaller; else the one that needs the fewest bytes. */
function smallest(
  shape: MachineShape,
  resident: Resident,
  banded: boolean,
  planned: (room?: (sums: string) => number) => Plan,
): Plan {
  const whole = planned();
  if (!banded || whole.bytes <= shape.memory) return whole;
  let least = whole;
  const inRoom = (words: number) => planned(roomsIn(whole.demands, words));
  const words = whole.end - resident.end;
  const { end } = inRoom(0);
  // Smaller bands need less room for sums and more for instructions.
  for (let room = words; room > 0; room -= words / SHARES) {
    const plan = inRoom(room);
    if (plan.bytes < least.bytes) least = plan;
    if (plan.bytes <= shape.memory) return plan;
    // No bands need less room for tensors.
    if (end * shape.lanes + 4 * plan.length >= least.bytes) break;
  }
  return least;
}

function tooSmall(shape: MachineShape, resident: Resident, plan: Plan): PicojouleError {
  const { bytes, registers, length } = plan;
  const { label } = busiest(plan, shortOf(shape, plan));
  if (bytes <= shape.memory) return tooManyRegisters(registers, REGISTERS, label);
  const stays = { parameters: resident.end * shape.lanes, programs: 4 * length };
  return memoryTooSmall(bytes, shape.memory, stays, label);
}

function emitted(shape: MachineShape, lowered: Lowered, resident: Resident, plan: Plan): Program {
  const { forwardPart, backwardPart, placements, end, trains } = plan;
  const places = placesOf(shape, placements, resident.registers);
  const parts = assemble(shape, resident, places, plan);
  const input = tensorName.value(lowered.input.name);
  const shifted: Places = {
    ...places,
    narrow(name) {
      const place = places.narrow(name);
      return name === input ? { ...place, base: place.base + wordsOfValue(lowered.input) } : place;
    },
  };
  const others = resident.buffers === 1 ? parts : assemble(shape, resident, shifted, plan);
  const { forward, predictions } = parts;
  return {
    ...{ placements, places, forward, predictions, lowered, end },
    backward: trains ? parts.backward : new Uint32Array(0),
    labels: [...forwardPart, ...backwardPart].map(({ label }) => label),
    patches: {
      forward: patchesOf(parts.forward, others.forward),
      backward: patchesOf(parts.backward, others.backward),
    },
  };
}

const patchesOf = (first: Uint32Array, second: Uint32Array): Patch[] =>
  [...first].flatMap((word, at) =>
    word === second[at] ? [] : [{ at, words: [word, second[at]!] }],
  );
