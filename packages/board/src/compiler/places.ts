import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { type Demand, type Placement, planMemory } from './memory-plan.ts';
import type { Places } from './operation.ts';

/** Exponent registers of a board. */
export const REGISTERS = 64;

/**
 * Places of tensors, with a register each.
 *
 * @param fixed Registers that tensors have already.
 */
export function placesOf(
  shape: MachineShape,
  placements: readonly Placement[],
  fixed: ReadonlyMap<string, number>,
): Places {
  const byName = new Map(placements.map((placement) => [placement.name, placement]));
  const registers = new Map([...fixed, ...registersOf(placements, fixed).registers]);
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

/** Registers of tensors that have none yet, one after the other shares one; and how many there are of all. */
export function registersOf(
  placements: readonly Placement[],
  fixed: ReadonlyMap<string, number>,
): { readonly registers: ReadonlyMap<string, number>; readonly count: number } {
  const demands = placements
    .filter(({ name }) => !fixed.has(name))
    .toSorted((a, b) => a.from - b.from)
    .map((placement): Demand => ({ ...placement, words: 1 }));
  const first = Math.max(0, ...fixed.values()) + 1;
  const { placements: found, end } = planMemory(demands, first);
  return { registers: new Map(found.map(({ name, address }) => [name, address])), count: end };
}
