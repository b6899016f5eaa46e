import { createRandom, type Graph } from '@picojoule/spec';
import { type MachineShape, up5k } from '../golden/machine/machine-shape.ts';
import { TensorMachine } from '../golden/machine/tensor-machine.ts';
import { type Room, wholeRoom } from './first-room.ts';
import { planNetwork } from './network-plan.ts';
import { tensorName } from './operation.ts';
import { compileProgram } from './program.ts';

interface CompileOptions extends Partial<Room> {
  /** Of the board, by default that of a UP5K. */
  readonly memory?: number;
  readonly trains?: boolean;
}

/** A network on a UP5K, by default to train, with the fastest use of memory. */
export function compiled(
  graph: Graph,
  { memory = up5k.memory, trains = true, ...given }: CompileOptions = {},
) {
  const shape: MachineShape = { ...up5k, memory };
  const room: Room = { ...wholeRoom, ...given };
  const plan = planNetwork(shape, graph, trains, room);
  const program = compileProgram(shape, plan.lowered, plan.resident, {
    ...room,
    ...(trains && { backward: { frozen: new Set() } }),
  });
  return { shape, program, ...plan };
}

export type Compiled = ReturnType<typeof compiled>;

/** Runs one image forward and backward with drawn numbers, and reads all that it leaves. */
export function trained(
  { shape, program, layouts }: Pick<Compiled, 'shape' | 'program' | 'layouts'>,
  seed: number,
) {
  const machine = new TensorMachine(shape);
  const random = createRandom(seed, 'training');
  const { lanes: T } = shape;
  const placed = (name: string) => program.placements.find((one) => one.name === name)!;
  const { registers } = machine;
  const draw = (name: string, e: number, zeros = 0) => {
    const { address, words } = placed(name);
    for (let i = 0; i < words * T; i++) {
      const value = random.integer(255) - 127;
      machine.memory.signed[address * T + i] = random.next() < zeros ? 0 : value;
    }
    registers.e[program.places.narrow(name).register] = e;
  };
  const { input, output } = program.lowered;
  draw(tensorName.value(input.name), -7);
  for (const { name } of layouts) {
    draw(tensorName.master(name), -4);
    registers.e[program.places.narrow(tensorName.accumulators(name)).register] = -30;
  }
  for (const { name, address } of program.placements) {
    const c = /^constant (\d+)$/.exec(name)?.[1];
    if (c !== undefined) machine.memory.signed.fill(Number(c), address * T, address * T + T);
  }
  const run = (words: Uint32Array) => {
    const index = shape.memory / 4 - words.length;
    machine.memory.integers.set(words, index);
    const { illegal } = machine.run(index);
    if (illegal !== undefined) throw new Error(`illegal instruction at ${illegal}`);
  };
  run(program.forward);
  const sums = program.places.results(tensorName.results(output.name));
  const logits = machine.memory.integers.slice(sums.index, sums.index + output.channels);
  draw(tensorName.gradient(output.name), -20);
  program.backward[1] = 4711;
  run(program.backward);
  const accumulators = layouts.map(({ name }) => {
    const { address, words } = placed(tensorName.accumulators(name));
    return machine.memory.integers.slice((address * T) / 4, ((address + words) * T) / 4);
  });
  if (!accumulators.every((one) => one.some((v) => v !== 0)))
    throw new Error('nothing was learned');
  return { logits, accumulators };
}
