import { PicojouleError } from '@picojoule/spec';
import { memoryTooSmall, tooManyRegisters } from '../errors.ts';
import { ROW_WORDS } from '../golden/machine/counters.ts';
import { encodeEnd, encodeMark, encodeSeed } from '../golden/machine/instructions.ts';
import { encodeMac, THRESHOLD_WORD } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { type BackwardOptions, backwardOperations } from './backward-operations.ts';
import { averageOf, forwardOperations } from './forward-operations.ts';
import { type Lowered, wordsOfValue } from './lower.ts';
import { type Demand, type Placement, planMemory } from './memory-plan.ts';
import { type Label, type Operation, type Places, tensorName } from './operation.ts';
import type { ParameterLayout } from './parameter-layout.ts';
import { unitConstant } from './pooling-pass.ts';

const REGISTERS = 64;
/** Sizes of bands that are tried, each a fifth smaller than the one before. */
const BAND_SIZES = 20;
/** The register of constants: exponent 0. */
export const CONSTANT_REGISTER = 0;

/** What stays where it is for a whole session. */
export interface Resident {
  readonly placements: readonly Placement[];
  /** Registers of parameters and their accumulators, by tensor. */
  readonly registers: ReadonlyMap<string, number>;
  /** Rows of the table of marks. */
  readonly labels: readonly Label[];
  /** `int32` index of the table. */
  readonly table: number;
  /** Places for an image, one behind the other: one is filled while a program works on the other. */
  readonly buffers: 1 | 2;
  readonly end: number;
}

/** Plans what is resident: table of marks, constants, parameters, with their accumulators to train, images. */
export function planResident(
  shape: MachineShape,
  lowered: Lowered,
  parameters: readonly ParameterLayout[],
  trains: boolean,
  buffers: 1 | 2 = 2,
): Resident {
  const { lanes: T } = shape;
  const labels = lowered.steps.flatMap(({ node: { name: node, op } }) =>
    (['forward', 'input-gradient', 'weight-gradient', 'update'] as const).map((pass) => ({
      node,
      op,
      pass,
    })),
  );
  const constants = new Set<number>([
    unitConstant.c,
    ...lowered.steps.flatMap((step) => (step.kind === 'average' ? [averageOf(step.input).c] : [])),
  ]);
  const registers = new Map<string, number>();
  const placements: Placement[] = [];
  let address = 0;
  const place = (name: string, words: number, register?: number) => {
    placements.push({ name, words, from: 0, to: Number.POSITIVE_INFINITY, address });
    address += words;
    registers.set(name, register ?? registers.size + 1);
  };
  place('table of marks', ((labels.length + 1) * ROW_WORDS * 4) / T, CONSTANT_REGISTER);
  for (const c of constants) place(tensorName.constant(c), 1, CONSTANT_REGISTER);
  for (const { name, words } of parameters) {
    place(tensorName.master(name), 2 * words);
    if (trains) place(tensorName.accumulators(name), 4 * words);
  }
  place(tensorName.value(lowered.input.name), buffers * wordsOfValue(lowered.input));
  return { placements, registers, labels, table: 0, buffers, end: address };
}

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
  if (options.banded !== true) return emitted(shape, lowered, resident, whole);
  const sums = whole.placements.filter(({ name }) => name.startsWith(tensorName.results('')));
  const largest = Math.max(...sums.map(({ words }) => words));
  const refusals: { readonly end: number; readonly error: PicojouleError }[] = [];
  // Smaller bands need less memory for sums and more for instructions.
  for (let i = 0; i < BAND_SIZES; i++) {
    const plan = planned(shape, lowered, resident, options, largest * 0.8 ** i);
    try {
      return emitted(shape, lowered, resident, plan);
    } catch (error) {
      if (!(error instanceof PicojouleError) || error.code !== 'BOARD_MEMORY') throw error;
      refusals.push({ end: plan.end, error });
    }
  }
  throw refusals.toSorted((a, b) => a.end - b.end)[0]!.error;
}

/** The parts of a program, and where its tensors are, with at most so many words of sums at a time. */
function planned(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  { backward, taps = [] }: ProgramOptions,
  most?: number,
) {
  const forwardPart = forwardOperations(shape, lowered, most);
  const backwardPart =
    backward === undefined
      ? []
      : backwardOperations(shape, lowered, { ...backward, ...(most && { most }) });
  const operations = [...forwardPart, ...backwardPart];
  const demands = demandsOf(lowered, operations, {
    loss: forwardPart.length,
    kept: new Set([
      tensorName.results(lowered.output.name),
      ...taps.map((tap) => tensorName.value(lowered.resolve(tap))),
    ]),
    ahead: new Set(resident.registers.keys()),
    trains: backward !== undefined,
  });
  const { placements, end } = planMemory(demands, resident.end);
  return { forwardPart, backwardPart, placements, end, trains: backward !== undefined };
}

function emitted(
  shape: MachineShape,
  lowered: Lowered,
  resident: Resident,
  { forwardPart, backwardPart, placements, end, trains }: ReturnType<typeof planned>,
): Program {
  const all = [...resident.placements, ...placements];
  // Before anything is emitted: addresses beyond the memory fit no field.
  demandMemory(shape, all, end, 0);
  const places = placesOf(shape, all, resident.registers);
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
  const program: Program = {
    ...{ placements: all, places, forward, predictions, lowered, end },
    backward: trains ? parts.backward : new Uint32Array(0),
    labels: [...forwardPart, ...backwardPart].map(({ label }) => label),
    patches: {
      forward: patchesOf(parts.forward, others.forward),
      backward: patchesOf(parts.backward, others.backward),
    },
  };
  demandMemory(shape, all, end, program.forward.length + program.backward.length);
  return program;
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

function demandMemory(
  { lanes, memory }: MachineShape,
  placements: readonly Placement[],
  end: number,
  code: number,
): void {
  const bytes = end * lanes + 4 * code;
  if (bytes <= memory) return;
  const largest = placements.toSorted((a, b) => b.words - a.words)[0]!;
  throw memoryTooSmall(bytes, memory, `"${largest.name}", ${largest.words * lanes} bytes`);
}

/** Ends the work of a label; without one, what the table has no row for goes to its last. */
export function markOf({ labels, table }: Resident, label?: Label): Uint32Array {
  const found = labels.findIndex(({ node, pass }) => node === label?.node && pass === label.pass);
  const row = found < 0 ? labels.length : found;
  return encodeMark(row, table + row * ROW_WORDS);
}

export const joined = (parts: readonly Uint32Array[]): Uint32Array =>
  Uint32Array.from(parts.flatMap((part) => [...part]));

interface Lives {
  /** Position of the loss between forward and backward operations. */
  readonly loss: number;
  /** Tensors that the host reads at the loss. */
  readonly kept: ReadonlySet<string>;
  /** Tensors that are resident. */
  readonly ahead: ReadonlySet<string>;
  readonly trains: boolean;
}

/** What each tensor needs, from its first to its last use. The host writes the input and the loss. */
function demandsOf(lowered: Lowered, operations: readonly Operation[], lives: Lives): Demand[] {
  const { input, output } = lowered;
  const found = new Map<string, Demand>();
  const use = (name: string, at: number, words = 0) => {
    if (lives.ahead.has(name)) return;
    const before = found.get(name) ?? { name, words, from: at, to: at };
    found.set(name, { ...before, from: Math.min(before.from, at), to: Math.max(before.to, at) });
  };
  use(tensorName.value(input.name), -1, wordsOfValue(input));
  if (lives.trains) use(tensorName.gradient(output.name), lives.loss, 2 * wordsOfValue(output));
  operations.forEach(({ reads, writes }, i) => {
    const at = i < lives.loss ? i : i + 1;
    for (const name of reads) use(name, at);
    for (const { name, words } of writes) use(name, at, words);
  });
  for (const name of lives.kept) if (found.has(name)) use(name, lives.loss);
  return [...found.values()];
}

export function placesOf(
  shape: MachineShape,
  placements: readonly Placement[],
  fixed: ReadonlyMap<string, number>,
): Places {
  const byName = new Map(placements.map((placement) => [placement.name, placement]));
  const registers = new Map(fixed);
  let next = Math.max(0, ...fixed.values()) + 1;
  for (const { name } of placements) if (!registers.has(name)) registers.set(name, next++);
  if (next > REGISTERS) throw tooManyRegisters(next, REGISTERS);
  const at = (name: string) => {
    const { address, words } = byName.get(name)!;
    return { base: address, words, register: registers.get(name)! };
  };
  return {
    narrow: (name) => at(name),
    wide(name) {
      const { base, words, register } = at(name);
      return { base, plane: words / 2, register };
    },
    results(name) {
      const { base, register } = at(name);
      return { index: (base * shape.lanes) / 4, register };
    },
  };
}
