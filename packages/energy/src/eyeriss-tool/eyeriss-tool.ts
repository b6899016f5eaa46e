import {
  definePlugin,
  type EnergyModel,
  type LayerExplanation,
  type Workload,
} from '@picojoule/spec';
import * as v from 'valibot';
import { checkValues } from '../check-workload.ts';
import { collectEstimate, type Priced } from '../collect-estimate.ts';
import { costsSchema } from '../eyeriss/costs.ts';
import { sumAccesses } from '../sum-accesses.ts';
import { accessesOf, movementOf } from './accesses.ts';
import { loopsOf, mappingOf } from './explain-plan.ts';
import { planner } from './plan.ts';

const options = v.strictObject({
  /** False: layers without MACs are priced too, by the movement of their feature maps. */
  convAndFcOnly: v.optional(v.boolean(), true),
  costs: v.optional(costsSchema, {}),
});

export interface EyerissTool extends EnergyModel<'MAC'> {
  explain(workload: Workload): LayerExplanation<'MAC'> | undefined;
}

/**
 * The analytical model of the Eyeriss group's online energy tool (Yang et al., Asilomar 2017), as
 * recovered from its published AlexNet result. Unit: one 16-bit MAC.
 */
export const eyerissTool = definePlugin({
  kind: 'energy',
  name: 'eyeriss-tool',
  summary: 'The Eyeriss group’s online energy tool, recovered from its published results.',
  references: [
    {
      title:
        'Yang, Chen, Emer, Sze: A Method to Estimate the Energy Consumption of Deep Neural Networks, Asilomar 2017',
      url: 'https://doi.org/10.1109/ACSSC.2017.8335698',
    },
    {
      title:
        'Yang, Chen, Sze: Designing Energy-Efficient Convolutional Neural Networks using Energy-Aware Pruning, CVPR 2017',
      url: 'https://arxiv.org/abs/1611.05128',
    },
  ],
  options,
  create({ convAndFcOnly, costs }): EyerissTool {
    const planOf = planner();
    const explain = (workload: Workload): LayerExplanation<'MAC'> | undefined => {
      checkValues(workload);
      const { layer, pass, kind, batch } = workload;
      if (kind === 'data' && convAndFcOnly) return undefined;
      if (kind === 'data' || batch === 0) {
        const accesses = movementOf(workload, costs);
        return { layer, pass, mapping: [], loops: [], accesses };
      }
      const plan = planOf(workload);
      const accesses = accessesOf(workload, plan, costs);
      return { layer, pass, mapping: mappingOf(plan), loops: loopsOf(plan), accesses };
    };
    const price = (workload: Workload): Priced => {
      const explained = explain(workload);
      return explained === undefined
        ? { unpriced: `${workload.op} has no MACs, and convAndFcOnly is set` }
        : { parts: sumAccesses(explained.accesses) };
    };
    return {
      unit: 'MAC',
      estimate: (workloads) => collectEstimate('MAC', 'eyeriss-tool', workloads, price),
      explain,
    };
  },
});
