import {
  type EnergyModel,
  type EnergyUnit,
  joules,
  type LayerExplanation,
  type Quantity,
  type Workload,
} from '@picojoule/spec';
import { collectEstimate } from '../collect-estimate.ts';

/** A model of so much per MAC at one level, which prices the kinds named and explains itself. */
export function perMac<Unit extends EnergyUnit>(
  unit: Unit,
  cost: number,
  kinds: readonly Workload['kind'][] = ['conv', 'fc', 'data'],
  level = 'ALU',
): EnergyModel<Unit> {
  const energyOf = ({ macs }: Workload) => (macs * cost) as Quantity<Unit>;
  const name = `${cost} per MAC`;
  return {
    unit,
    estimate: (workloads) =>
      collectEstimate(unit, name, workloads, (workload) =>
        kinds.includes(workload.kind)
          ? { parts: [{ dataType: 'computation', level, energy: energyOf(workload) }] }
          : { unpriced: `no ${workload.kind}` },
      ),
    explain(workload): LayerExplanation<Unit> | undefined {
      if (!kinds.includes(workload.kind)) return undefined;
      const { layer, pass, macs } = workload;
      const energy = energyOf(workload);
      const source = 'test';
      const access = {
        dataType: 'computation',
        level,
        energy,
        count: macs,
        per: 'MAC',
        source,
      } as const;
      return {
        layer,
        pass,
        mapping: [{ name, value: cost, meaning: 'cost' }],
        loops: [],
        accesses: [{ ...access, cost: cost as Quantity<Unit> }],
      };
    },
  };
}

/** The same with an uncertainty of a share of its total. */
export const uncertain = <Unit extends EnergyUnit>(
  model: EnergyModel<Unit>,
  share: number,
): EnergyModel<Unit> => ({
  ...model,
  estimate(workloads) {
    const found = model.estimate(workloads);
    return { ...found, standardUncertainty: (found.total * share) as Quantity<Unit> };
  },
});

export const picojoule = joules(1e-12);

/** A convolution of so many MACs. */
export const conv = (layer: string, macs: number, over: Partial<Workload> = {}): Workload => ({
  layer,
  op: 'Conv',
  pass: 'forward',
  kind: 'conv',
  batch: 1,
  inputChannels: 1,
  outputChannels: 1,
  groups: 1,
  input: [1, 1],
  kernel: [1, 1],
  output: [1, 1],
  strides: [1, 1],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  bits: { input: 16, weight: 16, output: 16 },
  density: { input: 1, weight: 1, output: 1 },
  macs,
  ...over,
});
export const pool = (layer: string) =>
  conv(layer, 0, { op: 'MaxPool', kind: 'data', kernel: [0, 0] });
