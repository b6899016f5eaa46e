import { boardNet } from '@picojoule/nets';
import type { Graph } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { encodeEnd, encodeSeed } from '../golden/machine/instructions.ts';
import { encodeMac } from '../golden/machine/mac-instruction.ts';
import { up5k } from '../golden/machine/machine-shape.ts';
import { joined } from './assemble.ts';
import { backwardOperations } from './backward-operations.ts';
import { demandsOf } from './demands.ts';
import { forwardOperations } from './forward-operations.ts';
import { planMemory } from './memory-plan.ts';
import { type Operation, tensorName } from './operation.ts';
import { placesOf } from './places.ts';
import type { Program } from './program.ts';
import { compiled, trained } from './testing-program.ts';

const sharing = ({ placements }: Program) =>
  placements.filter((one) =>
    placements.some(
      ({ name, address, to }) => name !== one.name && address === one.address && to === one.from,
    ),
  ).length;

/** The same network with a place and a register for each tensor, and without bands. */
function apart(graph: Graph) {
  const given = compiled(graph, { memory: 2 * up5k.memory, buffers: 1 });
  const { shape, program, resident, lowered } = given;
  const parts = [
    forwardOperations(shape, lowered),
    backwardOperations(shape, lowered, { frozen: new Set() }),
  ] as const;
  const demands = demandsOf(lowered, parts.flat(), {
    loss: parts[0].length,
    kept: new Set([tensorName.results(lowered.output.name)]),
    ahead: new Set(resident.registers.keys()),
    trains: true,
  });
  const always = demands
    .flatMap(({ tensors }) => tensors)
    .map((one) => ({ ...one, from: 0, to: 1 }));
  const { placements: own } = planMemory(always, resident.end);
  const placements = [...resident.placements, ...own];
  const places = placesOf(shape, placements, resident.registers);
  const emit = (part: readonly Operation[], ...before: readonly Uint32Array[]) =>
    joined([
      ...before,
      ...part.flatMap((operation) =>
        operation.emit(places).map((one) => (one instanceof Uint32Array ? one : encodeMac(one))),
      ),
      encodeEnd(),
    ]);
  return {
    ...given,
    program: {
      ...program,
      placements,
      places,
      forward: emit(parts[0]),
      backward: emit(parts[1], encodeSeed(0)),
    },
  };
}

test.each([
  ['with identities', smallGraph({ shape: [3, 12, 10], filters: 8, blocks: 2, seed: 2 }), 65_536],
  ['with projections', boardNet({ shape: [3, 20, 20], width: 8, seed: 3 }), 65_536],
  ['in bands', smallGraph({ shape: [3, 16, 15], filters: 8, seed: 4 }), 32_768],
] as const)(
  'a network %s whose tensors share places computes what one does that has a place for each',
  (_, graph, memory) => {
    const shared = compiled(graph, { memory, buffers: 1, banded: true });
    expect(sharing(shared.program)).toBeGreaterThan(0);
    for (const seed of [1, 2]) expect(trained(shared, seed)).toEqual(trained(apart(graph), seed));
  },
);
