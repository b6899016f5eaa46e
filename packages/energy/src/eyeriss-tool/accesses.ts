import type { AccessCount, EnergyDataType, MacUnits, Workload } from '@picojoule/spec';
import { movementOf } from '../movement.ts';
import type { Plan } from './plan.ts';
import type { ToolCost, ToolCosts } from './tool-costs.ts';

/** Bits of one access or operand that the costs are stated for. */
const COST_BITS = 16;

/**
 * All accesses of a planned layer pass with their costs, at its densities and bit widths. Coded values
 * take one bit each and `bits` more when they are not zero (significance map); DRAM takes whichever is
 * smaller, coded or raw. A MAC is done when neither operand is zero, by the product of the two shares,
 * the ifmap's of the padded map.
 */
export function accessesOf(
  { macs, density, bits }: Workload,
  plan: Plan,
  costs: ToolCosts,
): AccessCount<'MAC'>[] {
  const input = density.input * plan.storedShare;
  const done = density.input * plan.productShare * density.weight;
  const { ifmap, weight, ofmap } = plan.counts;
  const { DRAM, buffer, array, halfArray, RF, MAC } = costs;
  return [
    words('ifmap', 'DRAM', ifmap.DRAM * stored(input, bits.input), DRAM),
    words('ifmap', 'buffer', ifmap.buffer * coded(input, bits.input), buffer),
    words('ifmap', 'array', ifmap.array * input * coded(1, bits.input), array),
    words('ifmap', 'array', ifmap.array * (1 - input) * raw(bits.input), halfArray),
    words('ifmap', 'RF', macs * coded(done, bits.input), RF),
    words('ofmap', 'DRAM', ofmap.DRAM * stored(density.output, bits.output), DRAM),
    words('ofmap', 'buffer', ofmap.buffer * raw(bits.output), buffer),
    words('ofmap', 'array', ofmap.array * raw(bits.output), halfArray),
    words('ofmap', 'RF', 2 * macs * done * raw(bits.output), RF),
    words('weight', 'DRAM', weight.DRAM * stored(density.weight, bits.weight), DRAM),
    words('weight', 'array', weight.array * density.weight * coded(1, bits.weight), array),
    words('weight', 'array', weight.array * (1 - density.weight) * raw(bits.weight), halfArray),
    words('weight', 'RF', macs * coded(done, bits.weight), RF),
    computation(macs * done, {
      cost: MAC.cost * raw(bits.input) * raw(bits.weight),
      source: `${MAC.source}, linear in the bits of each operand`,
    }),
  ];
}

/** A layer without MACs, by the rule of all models; an operation at most a MAC of one 16-bit operand. */
export function movementAccesses(
  workload: Workload,
  { DRAM, MAC }: ToolCosts,
): AccessCount<'MAC'>[] {
  const { density, bits } = workload;
  const { read, written, operations } = movementOf(workload);
  return [
    words('ifmap', 'DRAM', read * stored(density.input, bits.input), DRAM),
    words('ofmap', 'DRAM', written * stored(density.output, bits.output), DRAM),
    computation(operations, {
      cost: MAC.cost * raw(bits.input),
      source: `${MAC.source}, linear in the bits of the operand`,
    }),
  ];
}

/** 16-bit words of one value: as it is, with its significance map, and the smaller of the two. */
const raw = (bits: number) => bits / COST_BITS;
const coded = (density: number, bits: number) => (1 + density * bits) / COST_BITS;
const stored = (density: number, bits: number) => Math.min(raw(bits), coded(density, bits));

const words = (dataType: EnergyDataType, level: string, count: number, each: ToolCost) =>
  priced(dataType, level, count, each, '16-bit word');

const computation = (count: number, each: ToolCost) =>
  priced('computation', 'ALU', count, each, 'MAC');

const priced = (
  dataType: EnergyDataType,
  level: string,
  count: number,
  { cost, source }: ToolCost,
  per: string,
): AccessCount<'MAC'> => ({
  dataType,
  level,
  count,
  cost: cost as MacUnits,
  energy: (count * cost) as MacUnits,
  per,
  source,
});
