import { definePlugin, type EnergyModel, macUnits } from '@picojoule/spec';
import * as v from 'valibot';
import { checkShape, checkValues } from './check-workload.ts';
import { collectEstimate } from './collect-estimate.ts';
import { effectualMacs } from './effectual-macs.ts';

/**
 * A proxy, not an energy: effectual MACs (both operands non-zero), one unit each whatever they read
 * or how wide they are. Data movement is free, which is what the Eyeriss papers argue against.
 */
export const macs = definePlugin({
  kind: 'energy',
  name: 'macs',
  summary: 'Proxy: effectual MACs, one unit each; data movement is free.',
  references: [
    {
      title:
        'Yang, Chen, Sze: Designing Energy-Efficient Convolutional Neural Networks using Energy-Aware Pruning, CVPR 2017',
      url: 'https://arxiv.org/abs/1611.05128',
    },
  ],
  options: v.strictObject({}),
  create: (): EnergyModel<'MAC'> => ({
    unit: 'MAC',
    estimate: (workloads) =>
      collectEstimate('MAC', 'macs (proxy: effectual MACs)', workloads, (workload) => {
        checkValues(workload);
        if (workload.kind === 'data') return { unpriced: `${workload.op} has no MACs` };
        checkShape(workload);
        const energy = macUnits(effectualMacs(workload));
        return { parts: [{ dataType: 'computation', level: 'ALU', energy }] };
      }),
  }),
});
