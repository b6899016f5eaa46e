import { ROW_WORDS } from '../golden/machine/counters.ts';
import { encodeMark } from '../golden/machine/instructions.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import type { Room } from './first-room.ts';
import { averageOf } from './forward-operations.ts';
import { type Lowered, wordsOfValue } from './lower.ts';
import type { Placement } from './memory-plan.ts';
import { type Label, tensorName } from './operation.ts';
import type { ParameterLayout } from './parameter-layout.ts';
import { unitConstant } from './pooling-pass.ts';

const RUNNING = ['forward'] as const;
const TRAINING = [...RUNNING, 'input-gradient', 'weight-gradient', 'update'] as const;
const AGAIN = { pass: 'forward', again: true } as const;
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

/**
 * Plans what is resident: constants, parameters, with their accumulators to train, images, and behind them what
 * depends on the use of memory: a second image, the table of marks.
 */
export function planResident(
  shape: MachineShape,
  lowered: Lowered,
  parameters: readonly ParameterLayout[],
  trains: boolean,
  { buffers, recomputes }: Pick<Room, 'buffers' | 'recomputes'>,
): Resident {
  const { lanes: T } = shape;
  const labels = lowered.steps.flatMap(({ node: { name: node, op } }): Label[] => [
    ...(trains ? TRAINING : RUNNING).map((pass) => ({ node, op, pass })),
    ...(trains && recomputes ? [{ node, op, ...AGAIN }] : []),
  ]);
  const constants = new Set<number>([
    unitConstant.c,
    ...lowered.steps.flatMap((step) => (step.kind === 'average' ? [averageOf(step.input).c] : [])),
  ]);
  const registers = new Map<string, number>();
  const placements: Placement[] = [];
  let [address, next] = [0, CONSTANT_REGISTER + 1];
  const place = (name: string, words: number, register?: number) => {
    placements.push({ name, words, from: 0, to: Number.POSITIVE_INFINITY, address });
    address += words;
    registers.set(name, register ?? next++);
  };
  for (const c of constants) place(tensorName.constant(c), 1, CONSTANT_REGISTER);
  for (const { name, words, role } of parameters) {
    // Where nothing is trained, the lower planes of weights have no reader.
    place(tensorName.master(name), trains || role === 'bias' ? 2 * words : words);
    if (trains) place(tensorName.accumulators(name), 4 * words);
  }
  place(tensorName.value(lowered.input.name), buffers * wordsOfValue(lowered.input));
  const table = (address * T) / 4;
  place('table of marks', ((labels.length + 1) * ROW_WORDS * 4) / T, CONSTANT_REGISTER);
  return { placements, registers, labels, table, buffers, end: address };
}

/** Ends the work of a label; without one, what the table has no row for goes to its last. */
export function markOf({ labels, table }: Resident, label?: Label): Uint32Array {
  const found = labels.findIndex(
    ({ node, pass, again }) => node === label?.node && pass === label.pass && again === label.again,
  );
  const row = found < 0 ? labels.length : found;
  return encodeMark(row, table + row * ROW_WORDS);
}
