import { definePlugin, type EnergyModel, type Workload } from '@picojoule/spec';
import * as v from 'valibot';
import { checkValues } from '../check-workload.ts';
import { collectEstimate, type Priced } from '../collect-estimate.ts';
import { chips } from './chip.ts';
import { costsSchema } from './costs.ts';
import type { Mapping } from './mapping.ts';
import { planner } from './plan.ts';
import { priceLayer, priceMovement } from './price.ts';
import type { Reuse } from './reuse.ts';

const options = v.strictObject({
  /** Set-up of the analysis (ISCA 2016) or the fabricated chip (JSSC 2017). */
  chip: v.optional(v.picklist(['isca16', 'jssc17']), 'isca16'),
  /** False: zeros and padding are computed and moved like any value, as in ISCA 2016. */
  skipZeros: v.optional(v.boolean(), true),
  coding: v.optional(v.picklist(['significance-map', 'run-length', 'none']), 'significance-map'),
  /** False: layers without MACs are priced too, by the movement of their feature maps. */
  convAndFcOnly: v.optional(v.boolean(), true),
  costs: v.optional(costsSchema, {}),
});

/** How a layer pass is mapped, and what that does to the reuse of its values. */
export interface RowStationaryPlan {
  readonly mapping: Mapping;
  readonly reuse: Reuse;
}

export interface Eyeriss extends EnergyModel<'MAC'> {
  /** Mapping and reuse of a layer with MACs; both depend on its shape and batch alone. */
  plan(workload: Workload): RowStationaryPlan;
}

/**
 * The Eyeriss energy model: row-stationary mapping found per layer, access formulas and normalised
 * costs of ISCA 2016, sparsity and bit width as in CVPR 2017. Unit: one 16-bit MAC.
 */
export const eyeriss = definePlugin({
  kind: 'energy',
  name: 'eyeriss',
  summary: 'Row-stationary accelerator after the Eyeriss papers, mapped layer by layer.',
  references: [
    {
      title:
        'Chen, Emer, Sze: Eyeriss: A Spatial Architecture for Energy-Efficient Dataflow for Convolutional Neural Networks, ISCA 2016',
      url: 'https://doi.org/10.1109/ISCA.2016.40',
    },
    {
      title:
        'Yang, Chen, Sze: Designing Energy-Efficient Convolutional Neural Networks using Energy-Aware Pruning, CVPR 2017',
      url: 'https://arxiv.org/abs/1611.05128',
    },
    {
      title:
        'Chen, Krishna, Emer, Sze: Eyeriss: An Energy-Efficient Reconfigurable Accelerator for Deep Convolutional Neural Networks, JSSC 2017',
      url: 'https://doi.org/10.1109/JSSC.2016.2616357',
    },
  ],
  options,
  create({ chip, skipZeros, coding, convAndFcOnly, costs }): Eyeriss {
    const planOf = planner(chips[chip], costs);
    const zeros = { skip: skipZeros, coding };
    const price = (workload: Workload): Priced => {
      checkValues(workload);
      if (workload.kind !== 'data') {
        return { parts: priceLayer(workload, planOf(workload), costs, zeros) };
      }
      return convAndFcOnly
        ? { unpriced: `${workload.op} has no MACs, and convAndFcOnly is set` }
        : { parts: priceMovement(workload, costs, zeros) };
    };
    const described = `eyeriss (${chip}, ${skipZeros ? coding : 'zeros computed'})`;
    return {
      unit: 'MAC',
      estimate: (workloads) => collectEstimate('MAC', described, workloads, price),
      plan(workload) {
        const { mapping, reuse } = planOf(workload);
        return { mapping, reuse };
      },
    };
  },
});
