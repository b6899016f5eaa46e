import { boardNet } from '@picojoule/nets';
import { createRandom, type Graph } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MachineShape, up5k } from '../golden/machine/machine-shape.ts';
import { TensorMachine } from '../golden/machine/tensor-machine.ts';
import { bandedPass } from './bands.ts';
import { lower } from './lower.ts';
import { tensorName } from './operation.ts';
import { parameterLayouts } from './parameter-layout.ts';
import { compileProgram, type Program, planResident } from './program.ts';

test('bands cover all rows once, in order, in whole steps and within their sums', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.integer({ min: 1, max: 3 }),
      fc.nat(5000),
      (height, width, step, most) => {
        const { bands } = bandedPass(height, width, step, most);
        let next = 0;
        for (const { first, rows } of bands) {
          expect(first).toBe(next);
          expect(first % step).toBe(0);
          expect(rows <= step || 4 * rows * width <= most).toBe(true);
          next = first + rows;
        }
        expect(next).toBe(height);
      },
    ),
  );
});

/** The same network on a machine whose memory has room for all sums, or for parts of them alone. */
function compiled(graph: Graph, memory: MachineShape['memory'], banded: boolean) {
  const shape: MachineShape = { ...up5k, memory };
  const lowered = lower(graph, { lanes: shape.lanes });
  const layouts = parameterLayouts(shape.lanes, lowered, (name) => graph.parameters[name]!.shape);
  const resident = planResident(shape, lowered, layouts, true, 1);
  const program = compileProgram(shape, lowered, resident, {
    banded,
    backward: { frozen: new Set() },
  });
  return { shape, program, layouts };
}

type Compiled = ReturnType<typeof compiled>;

/** Runs one image forward and backward with drawn numbers, and reads all that it leaves. */
function trained({ shape, program, layouts }: Compiled, seed: number) {
  const machine = new TensorMachine(shape);
  const random = createRandom(seed, 'bands');
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
  const { input, output, steps } = program.lowered;
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
    expect(illegal).toBeUndefined();
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
  expect(accumulators.every((one) => one.some((v) => v !== 0))).toBe(true);
  return { logits, accumulators, steps: steps.length };
}

const bandsIn = ({ placements }: Program, whole: Program) =>
  placements.filter(
    ({ name, words }) =>
      name.startsWith('results') &&
      words < whole.placements.find((one) => one.name === name)!.words,
  ).length;

test.each([
  ['of stride 1', smallGraph({ shape: [3, 16, 14], filters: 8, seed: 2 }), 32_768],
  ['with strides and a projection', boardNet({ shape: [3, 40, 40], seed: 3 }), up5k.memory],
] as const)(
  'a network %s whose sums have no room is computed in bands, bit for bit as one that has',
  (_, graph, memory) => {
    const whole = compiled(graph, 2 * up5k.memory, false);
    expect(() => compiled(graph, memory, false)).toThrow(
      expect.objectContaining({ code: 'BOARD_MEMORY' }),
    );
    const banded = compiled(graph, memory, true);
    expect(bandsIn(banded.program, whole.program)).toBeGreaterThan(0);
    for (const seed of [1, 2]) expect(trained(banded, seed)).toEqual(trained(whole, seed));
  },
);
