import {
  definePlugin,
  type EnergyEstimate,
  type EnergyPart,
  type LayerEnergy,
  type MacUnits,
  macUnits,
  type Workload,
} from '@picojoule/spec';
import * as v from 'valibot';

/**
 * An energy model: one unit per multiplication of two non-zero values, and a fixed cost for each
 * value that is moved. Replace the prices by those of your chip, and name their source.
 */
export const myPlugin = definePlugin({
  kind: 'energy',
  name: 'my-plugin',
  summary: 'Prices multiplications and moved values.',
  references: [],
  options: v.strictObject({
    /** MAC units per value moved from or to memory, at 16 bit. */
    moveCost: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 200),
  }),
  create: ({ moveCost }) => ({
    unit: 'MAC',
    estimate(workloads: readonly Workload[]): EnergyEstimate<'MAC'> {
      const layers = workloads.map((workload) => priceLayer(workload, moveCost));
      return {
        unit: 'MAC',
        model: `my-plugin (${moveCost} per moved value)`,
        provenance: 'modelled',
        total: macUnits(layers.reduce((sum, { total }) => sum + total, 0)),
        layers,
        // What a model cannot price is listed with its reason, never left out in silence.
        unpriced: [],
      };
    },
  }),
});

/** The bit width that the costs are stated for. */
const BITS = 16;

function priceLayer(workload: Workload, moveCost: number): LayerEnergy<'MAC'> {
  const { layer, pass, bits, density, repeats = 1 } = workload;
  const macs = workload.macs * repeats;
  const { inputs, weights, outputs } = countValues(workload);
  const multiply =
    macs * density.input * density.weight * (bits.input / BITS) * (bits.weight / BITS);
  const parts: EnergyPart<'MAC'>[] = [
    { dataType: 'computation', level: 'ALU', energy: macUnits(multiply) },
    move('ifmap', inputs * density.input, bits.input, moveCost),
    move('weight', weights * density.weight, bits.weight, moveCost),
    move('ofmap', outputs * density.output, bits.output, moveCost),
  ];
  const total = parts.reduce((sum, { energy }) => sum + energy, 0) as MacUnits;
  return { layer, pass, total, parts };
}

const move = (
  dataType: EnergyPart<'MAC'>['dataType'],
  values: number,
  bits: number,
  cost: number,
): EnergyPart<'MAC'> => ({
  dataType,
  level: 'DRAM',
  energy: macUnits(values * cost * (bits / BITS)),
});

function countValues(workload: Workload) {
  const { inputChannels, outputChannels, groups, input, output, kernel, repeats = 1 } = workload;
  // A layer that works in place moves nothing; one without MACs has a kernel of 0 x 0.
  const times = workload.inPlace === true ? 0 : repeats;
  const images = workload.batch * times;
  return {
    inputs: images * inputChannels * input[0] * input[1],
    weights: (times * outputChannels * inputChannels * kernel[0] * kernel[1]) / groups,
    outputs: images * outputChannels * output[0] * output[1],
  };
}
