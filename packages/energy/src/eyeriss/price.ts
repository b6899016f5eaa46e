import type { AccessCount, EnergyDataType, MacUnits, Workload } from '@picojoule/spec';
import { movementOf } from '../movement.ts';
import type { DataLevel } from './accesses.ts';
import { movedShare, type ZeroHandling } from './coding.ts';
import { type Costs, costSources } from './costs.ts';
import type { Plan } from './plan.ts';

/** Bits of one access or operand that the costs are stated for. */
const COST_BITS = 16;

/** Accesses with their costs and energies. */
export interface Pricer {
  /**
   * A planned layer pass at its densities and bit widths.
   *
   * A MAC and its RF accesses are skipped when either operand is zero or padding; gated by the ifmap
   * alone, they are the MAC and the filter read, while ifmap and psum are accessed all the same. Data
   * energy is linear in bits, computation in the bits of each operand; psums have the ofmap's bits and
   * move in full.
   */
  ofLayer(workload: Workload, plan: Plan): AccessCount<'MAC'>[];
  /**
   * A layer without MACs (see `movementOf`): its feature maps move coded from and to DRAM. An operation
   * is priced as a MAC of which one operand has 16 bits: a bound from above, as none of them is dearer.
   */
  ofMovement(workload: Workload): AccessCount<'MAC'>[];
}

type Operand = keyof Workload['bits'];
const OPERAND = { ifmap: 'input', weight: 'weight', ofmap: 'output' } as const;
type MovedType = keyof typeof OPERAND;

export function pricer(costs: Costs, zeros: ZeroHandling): Pricer {
  const { skip } = zeros;
  const sources = costSources(costs);

  const access = (
    dataType: MovedType,
    level: DataLevel,
    words: number,
    bits: number,
  ): AccessCount<'MAC'> => {
    const cost = (costs[level] * bits) / COST_BITS;
    return priced(dataType, level, words, cost, `${bits}-bit word`, sources[level]);
  };

  return {
    ofLayer({ macs, density, bits }, plan) {
      const shares: Record<Operand, number> = {
        ...density,
        input: density.input * plan.storedShare,
      };
      const gated = skip === false ? macs : macs * plan.insideShare * density.input;
      const done = skip === true ? gated * density.weight : gated;
      const kept = skip === true ? done : macs;
      const move = (dataType: MovedType, level: DataLevel) => {
        const operand = OPERAND[dataType];
        const share = movedShare(zeros, dataType, level, shares[operand], bits[operand]);
        return access(dataType, level, plan[dataType][level] * share, bits[operand]);
      };
      const macCost = (costs.MAC * bits.input * bits.weight) / COST_BITS ** 2;
      const per = `MAC of ${bits.input} x ${bits.weight} bits`;
      return [
        move('ifmap', 'DRAM'),
        move('ifmap', 'buffer'),
        move('ifmap', 'array'),
        access('ifmap', 'RF', kept, bits.input),
        move('ofmap', 'DRAM'),
        move('ofmap', 'buffer'),
        move('ofmap', 'array'),
        access('ofmap', 'RF', kept * plan.psumPerMac, bits.output),
        move('weight', 'DRAM'),
        move('weight', 'array'),
        access('weight', 'RF', done, bits.weight),
        priced('computation', 'ALU', done, macCost, per, sources.MAC),
      ];
    },
    ofMovement(workload) {
      const { density, bits } = workload;
      const { read, written, operations } = movementOf(workload);
      const readShare = movedShare(zeros, 'ifmap', 'DRAM', density.input, bits.input);
      const writtenShare = movedShare(zeros, 'ofmap', 'DRAM', density.output, bits.output);
      const operation = (costs.MAC * bits.input) / COST_BITS;
      const per = `operation on ${bits.input} bits`;
      return [
        access('ifmap', 'DRAM', read * readShare, bits.input),
        access('ofmap', 'DRAM', written * writtenShare, bits.output),
        priced('computation', 'ALU', operations, operation, per, sources.MAC),
      ];
    },
  };
}

const priced = (
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
