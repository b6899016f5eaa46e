import type { Workload } from '@picojoule/spec';
import { movementOf } from '../movement.ts';
import { compressedShare } from './compression.ts';
import { costOf, type Machine } from './machine.ts';
import { OPERAND, type PricedAccess, sourceOf, wordCost } from './priced-accesses.ts';

/**
 * A layer without MACs: its feature maps read from the outermost level and written to it once, unless
 * it works in place; each of its operations costs as much as a MAC of the input's bits.
 */
export function movementAccesses(machine: Machine, workload: Workload): PricedAccess[] {
  const { architecture, levels } = machine;
  const [outermost] = levels;
  const { bits, density } = workload;
  const { read: words, written, operations } = movementOf(workload);
  const moved = (['ifmap', 'ofmap'] as const).map((tensor): PricedAccess => {
    const operand = OPERAND[tensor];
    const { compression } = architecture.sparsity[tensor];
    const { read, write, source } = costOf(outermost!, tensor)!;
    const access = tensor === 'ifmap' ? 'read' : 'write';
    return {
      dataType: tensor,
      level: outermost!.name,
      count:
        (access === 'read' ? words : written) *
        compressedShare(compression, density[operand], bits[operand]),
      cost: wordCost(machine, 0, access === 'read' ? read : write, bits[operand]),
      per: `${access} of a ${bits[operand]}-bit word`,
      source: sourceOf(machine, outermost!.name, source),
    };
  });
  const { mac } = architecture;
  const arithmetic: PricedAccess = {
    dataType: 'computation',
    level: 'ALU',
    count: operations,
    cost: mac.energy * (bits.input / architecture.bits),
    per: 'operation',
    source: sourceOf(machine, 'mac', mac.source),
  };
  return [...moved, arithmetic].filter(({ count }) => count > 0);
}
