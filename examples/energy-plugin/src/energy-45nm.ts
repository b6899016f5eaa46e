import {
  definePlugin,
  type EnergyEstimate,
  type EnergyPart,
  joules,
  type LayerEnergy,
  type Workload,
} from '@picojoule/spec';
import * as v from 'valibot';
import { addition, multiplication, PICOJOULES, WORD } from './costs.ts';

/** Partial sums are accumulated at this width. */
const ACCUMULATOR = 32;

/**
 * A processor without reuse: each multiplication fetches both operands from a local SRAM, and each
 * value moves between it and DRAM once per layer. Zeros are neither multiplied nor moved.
 */
export const energy45nm = definePlugin({
  kind: 'energy',
  name: 'energy-45nm',
  summary: 'Joules of operations and memories in 45 nm, without reuse of operands.',
  references: [
    {
      title: "Horowitz: Computing's Energy Problem (and what we can do about it), ISSCC 2014",
      url: 'https://doi.org/10.1109/ISSCC.2014.6757323',
      recalled: true,
    },
  ],
  options: v.strictObject({
    /** The local memory that operands are fetched from. */
    sram: v.optional(v.picklist(['8 kB', '32 kB', '1 MB']), '8 kB'),
    /** Picojoules of one 64-bit access to DRAM. */
    dram: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), PICOJOULES.dram.low),
  }),
  create: ({ sram, dram }) => ({
    unit: 'J',
    estimate(workloads: readonly Workload[]): EnergyEstimate<'J'> {
      const priced = workloads.filter(({ kind }) => kind !== 'data');
      const layers = priced.map((workload) => priceLayer(workload, PICOJOULES.sram[sram], dram));
      return {
        unit: 'J',
        model: `energy-45nm (${sram} SRAM, DRAM ${dram} pJ per ${WORD} bits)`,
        provenance: 'modelled',
        total: joules(sum(layers.map(({ total }) => total))),
        layers,
        unpriced: workloads
          .filter(({ kind }) => kind === 'data')
          .map(({ layer, pass, op }) => ({ layer, pass, reason: `${op} has no MACs` })),
      };
    },
  }),
});

function priceLayer(workload: Workload, sram: number, dram: number): LayerEnergy<'J'> {
  const { layer, pass, macs, bits, density, repeats = 1 } = workload;
  const effectual = macs * density.input * density.weight * repeats;
  const operation = multiplication(bits.input, bits.weight) + addition(ACCUMULATOR);
  const values = countValues(workload);
  const parts = [
    part('computation', 'ALU', effectual * operation),
    part('ifmap', 'SRAM', effectual * bits.input * (sram / WORD)),
    part('weight', 'SRAM', effectual * bits.weight * (sram / WORD)),
    part('ifmap', 'DRAM', values.input * density.input * bits.input * (dram / WORD)),
    part('weight', 'DRAM', values.weight * density.weight * bits.weight * (dram / WORD)),
    part('ofmap', 'DRAM', values.output * density.output * bits.output * (dram / WORD)),
  ];
  return { layer, pass, total: joules(sum(parts.map(({ energy }) => energy))), parts };
}

const part = (
  dataType: EnergyPart<'J'>['dataType'],
  level: string,
  picojoules: number,
): EnergyPart<'J'> => ({ dataType, level, energy: joules(picojoules * 1e-12) });

const countValues = ({ batch, groups, kernel, repeats = 1, ...shape }: Workload) => ({
  input: repeats * batch * shape.inputChannels * shape.input[0] * shape.input[1],
  weight: (repeats * shape.outputChannels * shape.inputChannels * kernel[0] * kernel[1]) / groups,
  output: repeats * batch * shape.outputChannels * shape.output[0] * shape.output[1],
});

const sum = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
