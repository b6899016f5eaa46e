import type { PicojouleError } from '@picojoule/spec';
import { memoryTooSmall } from '../errors.ts';
import { encodeEnd, encodeMark, encodeSeed } from '../golden/machine/instructions.ts';
import { encodeMac, MAC_LENGTH, THRESHOLD_WORD } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { type BackwardOptions, backwardOperations } from './backward-operations.ts';
import { demandsOf, type SharedDemand } from './demands.ts';
import { forwardOperations } from './forward-operations.ts';
import { type Lowered, wordsOfValue } from './lower.ts';
import { type Placement, planMemory } from './memory-plan.ts';
import { type Label, type Operation, type Places, tensorName } from './operation.ts';
import { placesOf } from './places.ts';
import { markOf, type Resident } from './resident.ts';

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
  /** By node whose signs are predicted: words of `backward` that take the threshold, and tiles of an image. */
  readonly predictions: ReadonlyMap<string, Predictions>;
  /** Words that differ with the image's buffer; those above are of the first. */
  readonly patches: { readonly forward: readonly Patch[]; readonly backward: readonly Patch[] };
}

export interface Patch {
  readonly at: number;
  /** By buffer. */
  readonly words: readonly number[];
}

export interface Predictions {
  readonly at: readonly number[];
  readonly tiles: number;
}

export interface ProgramOptions {
  /** Sums that have no room as a whole are made in bands (`inBands`). */
  readonly banded?: boolean;
  /** Present: the program trains. */
  readonly backward?: BackwardOptions;
  /** Values that the host reads after the forward pass. */
  readonly taps?: readonly string[];
}

/**
 * Compiles a lowered network: as a whole, or where it is `banded` in the largest bands that fit.
 *
 * @throws PicojouleError `BOARD_MEMORY` that names the bytes needed and there, `BOARD_REGISTERS`,
 *   `BOARD_LAYER` and `BOARD_FIELD` where a layer is beyond an instruction.
 */
export function compileProgram(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  options: ProgramOptions,
): Program {
  const whole = planned(shape, lowered, resident, options);
  if (bytesOf(shape, whole) <= shape.memory) return emitted(shape, lowered, resident, whole);
  let least = whole;
  if (options.banded === true) {
    const inRoom = (words: number) =>
      planned(shape, lowered, resident, options, roomsIn(whole.demands, words));
    const words = whole.end - resident.end;
    const { end } = inRoom(0);
    // Smaller bands need less room for sums and more for instructions.
    for (let room = words; room > 0; room -= words / SHARES) {
      const plan = inRoom(room);
      if (bytesOf(shape, plan) <= shape.memory) return emitted(shape, lowered, resident, plan);
      if (bytesOf(shape, plan) < bytesOf(shape, least)) least = plan;
      // No bands need less room for tensors.
      if (bytesOf(shape, { ...plan, end }) >= bytesOf(shape, least)) break;
    }
  }
  throw tooSmall(shape, least);
}

/** A program before its places are put in. */
interface Plan {
  readonly forwardPart: readonly Operation[];
  readonly backwardPart: readonly Operation[];
  readonly demands: readonly SharedDemand[];
  /** Of all tensors. */
  readonly placements: readonly Placement[];
  readonly end: number;
  /** Words of 32 bits that its instructions take. */
  readonly length: number;
  readonly trains: boolean;
}

/** @param room Words that sums may take at a time. */
function planned(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  { backward, taps = [] }: ProgramOptions,
  room?: (sums: string) => number,
): Plan {
  const forwardPart = forwardOperations(shape, lowered, room);
  const trains = backward !== undefined;
  const backwardPart = trains ? backwardOperations(shape, lowered, { ...backward, room }) : [];
  const demands = demandsOf(lowered, [...forwardPart, ...backwardPart], {
    loss: forwardPart.length,
    kept: new Set([
      tensorName.results(lowered.output.name),
      ...taps.map((tap) => tensorName.value(lowered.resolve(tap))),
    ]),
    ahead: new Set(resident.registers.keys()),
    trains,
  });
  const { placements: shared, end } = planMemory(demands, resident.end);
  const own = shared.flatMap(({ tensors, address }) =>
    tensors.map((tensor): Placement => ({ ...tensor, address })),
  );
  const placements = [...resident.placements, ...own];
  const length =
    lengthOf(forwardPart) + (trains ? encodeSeed(0).length + lengthOf(backwardPart) : 0);
  return { forwardPart, backwardPart, demands, placements, end, length, trains };
}

/** By name of sums, the part of so many words that other tensors leave while these are there. */
function roomsIn(demands: readonly SharedDemand[], words: number): (sums: string) => number {
  return (sums) => {
    const { from, to } = demands.find(({ name }) => name === sums)!;
    const others = demands.filter((one) => one.name !== sums && one.from <= to && from <= one.to);
    return words - others.reduce((sum, one) => sum + one.words, 0);
  };
}

const nowhere: Places = {
  narrow: () => ({ base: 0, register: 0 }),
  wide: () => ({ base: 0, plane: 0, register: 0 }),
  results: () => ({ index: 0, register: 0 }),
};

/** Words of the instructions of a part, its marks and its end, which are the same wherever tensors are. */
function lengthOf(part: readonly Operation[]): number {
  const mark = encodeMark(0, 0).length;
  return part.reduce(
    (sum, { emit }) =>
      emit(nowhere).reduce(
        (own, one) => own + (one instanceof Uint32Array ? one.length : MAC_LENGTH),
        sum + mark,
      ),
    mark + encodeEnd().length,
  );
}

const bytesOf = ({ lanes }: MachineShape, { end, length }: Plan): number =>
  end * lanes + 4 * length;

function tooSmall(shape: MachineShape, plan: Plan): PicojouleError {
  const largest = plan.placements.toSorted((a, b) => b.words - a.words)[0]!;
  const { name, words } = largest;
  return memoryTooSmall(
    bytesOf(shape, plan),
    shape.memory,
    `"${name}", ${words * shape.lanes} bytes`,
  );
}

function emitted(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  { forwardPart, backwardPart, placements, end, trains }: Plan,
): Program {
  const places = placesOf(shape, placements, resident.registers);
  const parts = assemble(shape, resident, places, [forwardPart, backwardPart]);
  const input = tensorName.value(lowered.input.name);
  const shifted: Places = {
    ...places,
    narrow(name) {
      const place = places.narrow(name);
      return name === input ? { ...place, base: place.base + wordsOfValue(lowered.input) } : place;
    },
  };
  const others =
    resident.buffers === 1
      ? parts
      : assemble(shape, resident, shifted, [forwardPart, backwardPart]);
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

/** The words of both parts of a program, with the tensors at these places. */
function assemble(
  shape: MachineShape,
  resident: Resident,
  places: Places,
  [forwardPart, backwardPart]: readonly [readonly Operation[], readonly Operation[]],
) {
  const start = markOf(resident);
  const predictions = new Map<string, { at: number[]; tiles: number }>();
  /** Instructions behind `before`. */
  const emit = (part: readonly Operation[], before: readonly Uint32Array[]) => {
    const words = [...before];
    let length = before.reduce((sum, { length: own }) => sum + own, 0);
    for (const { label, emit: instructions } of part) {
      for (const one of [...instructions(places), markOf(resident, label)]) {
        if (!(one instanceof Uint32Array) && one.predict === true) {
          const { at, tiles } = predictions.get(label.node) ?? { at: [], tiles: 0 };
          const more = (one.groups ?? 1) * Math.ceil(one.columns / shape.lanes);
          predictions.set(label.node, {
            at: [...at, length + THRESHOLD_WORD],
            tiles: tiles + more,
          });
        }
        const encoded = one instanceof Uint32Array ? one : encodeMac(one);
        words.push(encoded);
        length += encoded.length;
      }
    }
    return joined([...words, encodeEnd()]);
  };
  const forward = emit(forwardPart, [start]);
  return { forward, backward: emit(backwardPart, [encodeSeed(0), start]), predictions };
}

export const joined = (parts: readonly Uint32Array[]): Uint32Array =>
  Uint32Array.from(parts.flatMap((part) => [...part]));
