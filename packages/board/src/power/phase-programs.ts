import type { Graph, Pass } from '@picojoule/spec';
import { joined } from '../compiler/assemble.ts';
import { firstRoom, type Room } from '../compiler/first-room.ts';
import type { Lowered } from '../compiler/lower.ts';
import { planNetwork } from '../compiler/network-plan.ts';
import { compileProgram, type Program } from '../compiler/program.ts';
import type { Resident } from '../compiler/resident.ts';
import { updateProgram } from '../compiler/update-program.ts';
import { phasesTooLarge } from '../errors.ts';
import { ROW_WORDS } from '../golden/machine/counters.ts';
import { encodeEnd, encodeMark, MARK } from '../golden/machine/instructions.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';

/** The phases of training that are programs. */
export const computedPhases = [
  'forward',
  'input-gradient',
  'weight-gradient',
  'update',
] as const satisfies readonly Pass[];

/** A program that does one phase of training one image, beginning with a marker. */
export interface PhaseProgram {
  readonly name: (typeof computedPhases)[number];
  /** Of its marker. */
  readonly id: number;
  readonly words: Uint32Array;
  /** `int32` index where it belongs. */
  readonly index: number;
}

export interface PhasePrograms {
  readonly phases: readonly PhaseProgram[];
  readonly lowered: Lowered;
  readonly program: Program;
}

/** Markers of phases begin here; those below are rows of the table of a network. */
const FIRST_ID = 240;

/**
 * Compiles the phases of training a network as programs of their own, over the same memory as its
 * session uses, at the end of the board's memory.
 *
 * @throws PicojouleError `BOARD_MEMORY`, and what compiling the network throws.
 */
export function phasePrograms(shape: MachineShape, graph: Graph): PhasePrograms {
  return firstRoom((room) => programsIn(room, shape, graph));
}

function programsIn(room: Room, shape: MachineShape, graph: Graph): PhasePrograms {
  // Parameters lie where the session has them, however many images have a place behind them.
  const { lowered, layouts, resident } = planNetwork(shape, graph, true, room);
  const backward = { frozen: new Set<string>() };
  const program = compileProgram(shape, lowered, resident, { ...room, backward });
  const rules = layouts.map((layout) => ({
    layout,
    masked: false,
    sign: false,
    decay: 0,
    momentum: 3,
  }));
  const all = [program.forward, program.backward, updateProgram(resident, shape, rules).words];
  // The row that what has no label of its own is added to.
  const spare = resident.table + resident.labels.length * ROW_WORDS;
  const parts = computedPhases.map((name, i) => {
    const id = FIRST_ID + i;
    const instructions = all.flatMap((words) => ofPass(words, resident, name));
    return { name, id, words: joined([encodeMark(id, spare), ...instructions, encodeEnd()]) };
  });
  let end = shape.memory / 4;
  const phases = parts.map((part) => {
    end -= part.words.length;
    return { ...part, index: end };
  });
  const needed = program.end * shape.lanes;
  if (end * 4 < needed) {
    const code = shape.memory - end * 4;
    throw phasesTooLarge(needed + code, shape.memory, code);
  }
  return { phases, lowered, program };
}

/** The instructions that a program's marks put under one pass, without the marks. */
function ofPass(words: Uint32Array, { labels }: Resident, pass: Pass): Uint32Array[] {
  const found: Uint32Array[] = [];
  let part: Uint32Array[] = [];
  for (let at = 0; at < words.length; ) {
    const length = (words[at]! >>> 8) & 0xff;
    const instruction = words.subarray(at, at + length);
    if ((instruction[0]! & 0xff) === MARK) {
      if (labels[instruction[1]! >>> 24]?.pass === pass) found.push(...part);
      part = [];
    } else part.push(instruction);
    at += length;
  }
  return found;
}
