import {
  type AccessCount,
  definePlugin,
  type EnergyModel,
  type LayerExplanation,
  type Workload,
} from '@picojoule/spec';
import * as v from 'valibot';
import { checkValues } from '../check-workload.ts';
import { collectEstimate, type Priced } from '../collect-estimate.ts';
import { costsSchema, otherCosts } from '../eyeriss/costs.ts';
import { isConvOrFc, leftOut } from '../is-conv-or-fc.ts';
import { nameModel } from '../name-model.ts';
import { sumAccesses } from '../sum-accesses.ts';
import { accessesOf, movementAccesses } from './accesses.ts';
import { loopsOf, mappingOf } from './explain-plan.ts';
import { planner } from './plan.ts';
import { toolCosts } from './tool-costs.ts';

const options = v.strictObject({
  /** False: layers other than CONV and FC are priced too, by the movement of their feature maps. */
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
    const perAccess = toolCosts(costs);
    /** `undefined` for what is not priced. */
    const accesses = (workload: Workload): AccessCount<'MAC'>[] | undefined => {
      checkValues(workload);
      if (workload.batch === 0) return [];
      if (workload.kind !== 'data') return accessesOf(workload, planOf(workload), perAccess);
      return convAndFcOnly && !isConvOrFc(workload)
        ? undefined
        : movementAccesses(workload, perAccess);
    };
    const price = (workload: Workload): Priced => {
      const priced = accesses(workload);
      return priced === undefined ? leftOut(workload) : { parts: sumAccesses(priced) };
    };
    const described = nameModel('eyeriss-tool', [
      convAndFcOnly ? undefined : 'layers without MACs too',
      ...otherCosts(costs),
    ]);
    return {
      unit: 'MAC',
      estimate: (workloads) => collectEstimate('MAC', described, workloads, price),
      explain(workload) {
        const priced = accesses(workload);
        if (priced === undefined) return undefined;
        const { layer, pass, kind, batch } = workload;
        const plan = kind === 'data' || batch === 0 ? undefined : planOf(workload);
        return {
          layer,
          pass,
          mapping: plan ? mappingOf(plan) : [],
          loops: plan ? loopsOf(plan) : [],
          accesses: priced,
        };
      },
    };
  },
});
