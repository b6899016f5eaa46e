import type { AccessCount, EnergyDataType, MacUnits, Workload } from '@picojoule/spec';
import type { Costs } from '../eyeriss/costs.ts';
import type { Plan } from './plan.ts';

/** Bits of one access or operand that the costs are stated for. */
const COST_BITS = 16;

const TABLE = 'ISCA 2016, table IV (65 nm, one 16-bit access)';
const sources = {
  DRAM: `${TABLE}: DRAM`,
  buffer: `${TABLE}: buffer`,
  array: `${TABLE}: array`,
  half: `half of ${TABLE}: array; derived from Asilomar 2017, Fig. 6`,
  RF: `${TABLE}: RF`,
  ALU: `${TABLE}: MAC, linear in the bits of each operand`,
} as const;

/**
 * Everything that a planned layer pass is charged for at its densities and bit widths. Coded values
 * take one bit each and `bits` more when they are not zero (significance map); DRAM takes whichever is
 * smaller, coded or raw. A MAC is done when neither operand is zero, by the product of the two shares,
 * the ifmap's of the padded map.
 */
export function accessesOf(
  { macs, density, bits }: Workload,
  plan: Plan,
  costs: Costs,
): AccessCount<'MAC'>[] {
  const input = density.input * plan.storedShare;
  const done = density.input * plan.productShare * density.weight;
  const { ifmap, weight, ofmap } = plan.counts;
  const half = costs.array / 2;
  return [
    words('ifmap', 'DRAM', ifmap.DRAM * stored(input, bits.input), costs.DRAM),
    words('ifmap', 'buffer', ifmap.buffer * coded(input, bits.input), costs.buffer),
    ...delivered('ifmap', ifmap.array, input, bits.input, costs),
    words('ifmap', 'RF', macs * coded(done, bits.input), costs.RF),
    words('ofmap', 'DRAM', ofmap.DRAM * stored(density.output, bits.output), costs.DRAM),
    words('ofmap', 'buffer', ofmap.buffer * raw(bits.output), costs.buffer),
    words('ofmap', 'array', ofmap.array * raw(bits.output), half, 'half'),
    words('ofmap', 'RF', 2 * macs * done * raw(bits.output), costs.RF),
    words('weight', 'DRAM', weight.DRAM * stored(density.weight, bits.weight), costs.DRAM),
    ...delivered('weight', weight.array, density.weight, bits.weight, costs),
    words('weight', 'RF', macs * coded(done, bits.weight), costs.RF),
    access('computation', 'ALU', macs * done, costs.MAC * raw(bits.input) * raw(bits.weight)),
  ];
}

/** 16-bit words of one value: as it is, with its significance map, and the smaller of the two. */
const raw = (bits: number) => bits / COST_BITS;
const coded = (density: number, bits: number) => (1 + density * bits) / COST_BITS;
const stored = (density: number, bits: number) => Math.min(raw(bits), coded(density, bits));

/** Values sent to the PEs: a zero costs half of what its raw word would. */
const delivered = (
  dataType: EnergyDataType,
  values: number,
  density: number,
  bits: number,
  costs: Costs,
) => [
  words(dataType, 'array', values * density * coded(1, bits), costs.array),
  words(dataType, 'array', values * (1 - density) * raw(bits), costs.array / 2, 'half'),
];

type Source = keyof typeof sources;

const words = (
  dataType: EnergyDataType,
  level: Exclude<Source, 'half'>,
  count: number,
  cost: number,
  source: Source = level,
) => counted(dataType, level, count, cost, '16-bit word', sources[source]);

const access = (dataType: EnergyDataType, level: 'ALU', count: number, cost: number) =>
  counted(dataType, level, count, cost, 'MAC', sources[level]);

const counted = (
  dataType: EnergyDataType,
  level: string,
  count: number,
  cost: number,
  per: string,
  source: string,
): AccessCount<'MAC'> => ({
  dataType,
  level,
  count,
  cost: cost as MacUnits,
  energy: (count * cost) as MacUnits,
  per,
  source,
});

/** A layer without MACs: its feature maps read from DRAM and written to it once. */
export function movementOf(
  { batch, density, bits, ...layer }: Workload,
  costs: Costs,
): AccessCount<'MAC'>[] {
  const read = batch * layer.inputChannels * layer.input[0] * layer.input[1];
  const written = batch * layer.outputChannels * layer.output[0] * layer.output[1];
  return [
    words('ifmap', 'DRAM', read * stored(density.input, bits.input), costs.DRAM),
    words('ofmap', 'DRAM', written * stored(density.output, bits.output), costs.DRAM),
  ];
}
