import type { TensorCounts } from './count-tensor.ts';
import type { TensorName } from './dimensions.ts';
import type { Machine } from './machine.ts';

/** Energy of a tensor's dense accesses, in the architecture's unit: what a search minimises. */
export function tensorEnergy(machine: Machine, tensor: TensorName, counts: TensorCounts): number {
  const read = machine.read[tensor];
  const write = machine.write[tensor];
  const innermost = machine.keepers[tensor].at(-1)!;
  let energy =
    machine.hop * (counts.hops + counts.macHops) +
    read[innermost]! * counts.macReads +
    write[innermost]! * counts.macWrites;
  for (let level = 0; level < read.length; level++) {
    energy += read[level]! * counts.reads[level]! + write[level]! * counts.writes[level]!;
  }
  return energy;
}
