import type { EnergyDataType, EnergyPart, MacUnits, Workload } from '@picojoule/spec';
import { movementOf } from '../movement.ts';
import { type Coding, codedShare } from './coding.ts';
import type { Costs } from './costs.ts';
import type { Plan } from './plan.ts';

/** Bits of one access or operand that the costs are stated for. */
const COST_BITS = 16;

/** How zeros are used: not at all, or gated and coded. */
export type ZeroHandling = { readonly skip: boolean; readonly coding: Coding };

/**
 * Energy of a planned layer pass at its densities and bit widths.
 *
 * A MAC and its RF accesses are skipped when either operand is zero or padding. Feature maps and
 * weights move coded as far as the PEs; psums move in full. Data energy is linear in bits,
 * computation in the bits of each operand; psums have the ofmap's bits.
 */
export function priceLayer(
  { macs, density, bits }: Workload,
  plan: Plan,
  costs: Costs,
  { skip, coding }: ZeroHandling,
): EnergyPart<'MAC'>[] {
  const done = skip ? macs * plan.insideShare * density.input * density.weight : macs;
  const width = {
    input: bits.input / COST_BITS,
    weight: bits.weight / COST_BITS,
    output: bits.output / COST_BITS,
  };
  const moved = (share: number, valueBits: number) =>
    (skip ? codedShare(coding, share, valueBits) : 1) * (valueBits / COST_BITS);
  const ifmap = moved(density.input * plan.storedShare, bits.input);
  const weight = moved(density.weight, bits.weight);
  const ofmap = moved(density.output, bits.output);
  return [
    part('ifmap', 'DRAM', plan.ifmap.DRAM * ifmap * costs.DRAM),
    part('ifmap', 'buffer', plan.ifmap.buffer * ifmap * costs.buffer),
    part('ifmap', 'array', plan.ifmap.array * ifmap * costs.array),
    part('ifmap', 'RF', done * width.input * costs.RF),
    part('ofmap', 'DRAM', plan.ofmap.DRAM * ofmap * costs.DRAM),
    part('ofmap', 'buffer', plan.ofmap.buffer * width.output * costs.buffer),
    part('ofmap', 'array', plan.ofmap.array * width.output * costs.array),
    part('ofmap', 'RF', done * plan.psumPerMac * width.output * costs.RF),
    part('weight', 'DRAM', plan.weight.DRAM * weight * costs.DRAM),
    part('weight', 'array', plan.weight.array * weight * costs.array),
    part('weight', 'RF', done * width.weight * costs.RF),
    part('computation', 'ALU', done * width.input * width.weight * costs.MAC),
  ];
}

/**
 * A layer without MACs (see `movementOf`): its feature maps move coded from and to DRAM. An operation
 * is priced as a MAC of which one operand has 16 bits: a bound from above, as none of them is dearer.
 */
export function priceMovement(
  workload: Workload,
  costs: Costs,
  { skip, coding }: ZeroHandling,
): EnergyPart<'MAC'>[] {
  const { density, bits } = workload;
  const { read, written, operations } = movementOf(workload);
  const moved = (share: number, valueBits: number) =>
    (skip ? codedShare(coding, share, valueBits) : 1) * (valueBits / COST_BITS) * costs.DRAM;
  return [
    part('ifmap', 'DRAM', read * moved(density.input, bits.input)),
    part('ofmap', 'DRAM', written * moved(density.output, bits.output)),
    part('computation', 'ALU', operations * (bits.input / COST_BITS) * costs.MAC),
  ];
}

const part = (dataType: EnergyDataType, level: string, energy: number): EnergyPart<'MAC'> => ({
  dataType,
  level,
  energy: energy as MacUnits,
});
