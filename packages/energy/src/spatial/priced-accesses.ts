import type { EnergyDataType, Workload } from '@picojoule/spec';
import { compressedShare } from './compression.ts';
import type { MappedLayer } from './count-accesses.ts';
import { TENSORS, type TensorName } from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import { costOf, type Machine } from './machine.ts';
import { tileWords } from './tile-words.ts';
import { workOf } from './zeros.ts';

/** Accesses of one kind and what they cost, in the architecture's unit. */
export interface PricedAccess {
  readonly dataType: EnergyDataType;
  readonly level: string;
  readonly count: number;
  readonly cost: number;
  readonly per: string;
  readonly source: string;
}

export const OPERAND = { ifmap: 'input', weight: 'weight', ofmap: 'output' } as const;

/**
 * All accesses of a mapped layer pass with their costs, at its densities and bit widths. Data energy is linear
 * in the bits of its operand (psums: the ofmap's), computation in the bits of each operand.
 */
export function pricedAccesses(
  machine: Machine,
  layer: LayerShape,
  mapped: MappedLayer,
  workload: Workload,
): PricedAccess[] {
  return [
    ...TENSORS.flatMap((tensor) => [...tensorAccesses(machine, layer, mapped, workload, tensor)]),
    ...macAccesses(machine, layer, workload),
  ].filter(({ count }) => count > 0);
}

function* tensorAccesses(
  machine: Machine,
  layer: LayerShape,
  mapped: MappedLayer,
  workload: Workload,
  tensor: TensorName,
): Generator<PricedAccess> {
  const { architecture, levels } = machine;
  const { sparsity, array } = architecture;
  const work = workOf(architecture, workload, layer);
  const counts = mapped.counts[tensor];
  const bits = workload.bits[OPERAND[tensor]];
  const density = workload.density[OPERAND[tensor]] * (tensor === 'ifmap' ? layer.storedShare : 1);
  const packed = compressedShare(sparsity[tensor].compression, density, bits);
  const at = tensor === 'ofmap' ? [] : (sparsity[tensor].at ?? [levels[0]!.name]);
  const macShare =
    (workload.macs / mapped.macs) *
    { ifmap: work.ifmapReads, weight: work.weightReads, ofmap: work.computed }[tensor];
  // Finished values leave for the outermost level compressed; psums do not.
  const finished = tensor === 'ofmap' ? tileWords(tensor, layer.bounds, layer) : 0;
  const innermost = machine.keepers[tensor].at(-1)!;
  const { [tensor]: real } = layer.wordShare;

  for (const level of machine.keepers[tensor]) {
    const place = levels[level]!;
    const share = at.includes(place.name) ? packed : 1;
    const cost = costOf(place, tensor)!;
    const saved = level === 0 && innermost > 0 ? finished * (1 - packed) : 0;
    const empty =
      tensor === 'ofmap' && level === 0 ? layer.emptyWords * (innermost > 0 ? packed : 1) : 0;
    const ofMacs = (count: number) => (level === innermost ? count * macShare : 0);
    const common = {
      dataType: tensor,
      level: place.name,
      source: sourceOf(machine, place.name, cost.source),
    };
    const price = (energy: number) => wordCost(machine, level, energy, bits);
    yield {
      ...common,
      count: counts.reads[level]! * real * share + ofMacs(counts.macReads),
      cost: price(cost.read),
      per: `read of a ${bits}-bit word`,
    };
    yield {
      ...common,
      count: (counts.writes[level]! * share - saved) * real + empty + ofMacs(counts.macWrites),
      cost: price(cost.write),
      per: `write of a ${bits}-bit word`,
    };
  }
  yield {
    dataType: tensor,
    level: 'array',
    count: counts.hops * real * (at.includes('array') ? packed : 1) + counts.macHops * macShare,
    cost: machine.hop * (bits / architecture.bits),
    per: `hop of a ${bits}-bit word`,
    source: sourceOf(machine, 'array', array?.source),
  };
}

function macAccesses(machine: Machine, layer: LayerShape, workload: Workload): PricedAccess[] {
  const { architecture } = machine;
  const { mac, bits: stated } = architecture;
  const work = workOf(architecture, workload, layer);
  const width = (workload.bits.input / stated) * (workload.bits.weight / stated);
  const common = {
    dataType: 'computation',
    level: 'ALU',
    source: sourceOf(machine, 'mac', mac.source),
  } as const;
  const done = workload.macs;
  return [
    { ...common, count: done * work.computed, cost: mac.energy * width, per: 'MAC' },
    { ...common, count: done * work.gated, cost: mac.gated * width, per: 'gated MAC' },
  ];
}

/** Energy of one word of `bits` bits, of an access to a level that costs `energy`. */
export const wordCost = (
  { architecture, levels }: Machine,
  level: number,
  energy: number,
  bits: number,
): number => {
  const { vector, bits: stated = architecture.bits } = levels[level]!;
  return (energy / vector) * (bits / stated);
};

/** Where a cost stands in the architecture, and where the architecture has it from. */
export const sourceOf = ({ architecture }: Machine, place: string, source?: string): string =>
  `${architecture.name}, ${place}${source === undefined ? '' : `: ${source}`}`;
