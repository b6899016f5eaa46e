import {
  type AccessCount,
  definePlugin,
  type EnergyModel,
  type LayerExplanation,
  type Workload,
} from '@picojoule/spec';
import * as v from 'valibot';
import { byLayer } from '../by-layer.ts';
import { checkValues } from '../check-workload.ts';
import { collectEstimate, type Priced } from '../collect-estimate.ts';
import { nothingToMap } from '../errors.ts';
import { isConvOrFc, leftOut } from '../is-conv-or-fc.ts';
import { nameModel } from '../name-model.ts';
import { chips } from './chip.ts';
import { costsSchema, otherCosts } from './costs.ts';
import { explainLayer } from './explain.ts';
import { type Mapping, mappingSchema } from './mapping.ts';
import { type GivenMappings, planner } from './plan.ts';
import { pricer } from './price.ts';
import type { Reuse } from './reuse.ts';

const options = v.strictObject({
  /** Set-up of the analysis (ISCA 2016) or the fabricated chip (JSSC 2017). */
  chip: v.optional(v.picklist(['isca16', 'jssc17']), 'isca16'),
  /** Of forward passes by layer name, or a function of any workload: taken as they are; others are searched. */
  mapping: v.optional(
    v.union([
      byLayer(mappingSchema),
      v.custom<GivenMappings>((value) => typeof value === 'function'),
    ]),
    {},
  ),
  /** How accesses are counted: by the paper, or coarser, as nn_dataflow does. */
  counting: v.optional(v.picklist(['isca16', 'nn-dataflow']), 'isca16'),
  /** What the search makes least: the energy above the RF, as the paper's authors did, or all of a dense layer's. */
  minimise: v.optional(v.picklist(['above-rf', 'total']), 'above-rf'),
  /**
   * False: zeros and padding are computed and moved like any value, as in ISCA 2016. `'ifmap'`: only
   * zeros of the ifmap gate the MAC and its filter read, as on the chip.
   */
  skipZeros: v.optional(v.union([v.boolean(), v.literal('ifmap')]), true),
  coding: v.optional(v.picklist(['significance-map', 'run-length', 'none']), 'significance-map'),
  /** False: layers other than CONV and FC are priced too, by the movement of their feature maps. */
  convAndFcOnly: v.optional(v.boolean(), true),
  costs: v.optional(costsSchema, {}),
});

/** How a layer pass is mapped, and what that does to the reuse of its values. */
export interface RowStationaryPlan {
  readonly mapping: Mapping;
  readonly reuse: Reuse;
}

export interface Eyeriss extends EnergyModel<'MAC'> {
  /** Undefined for a layer that is not priced, and for no image at all. */
  explain(workload: Workload): LayerExplanation<'MAC'> | undefined;
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
  create({
    chip: name,
    mapping,
    counting,
    minimise,
    skipZeros,
    coding,
    convAndFcOnly,
    costs,
  }): Eyeriss {
    const chip = chips[name];
    const givenTo: GivenMappings =
      typeof mapping === 'function' ? mapping : (workload) => givenIn(mapping, workload);
    const zeros = { skip: skipZeros, coding };
    const planOf = planner({ chip, costs, counting, minimise, zeros }, givenTo);
    const prices = pricer(costs, zeros);
    const isPriced = (workload: Workload) => isConvOrFc(workload) || !convAndFcOnly;
    const accessesOf = (workload: Workload): AccessCount<'MAC'>[] =>
      workload.kind === 'data'
        ? prices.ofMovement(workload)
        : prices.ofLayer(workload, planOf(workload));
    const check = (workload: Workload) => {
      checkValues(workload);
      const isGiven = typeof mapping === 'object' && givenIn(mapping, workload) !== undefined;
      if (isGiven && workload.kind === 'data') throw nothingToMap(workload, 'mapping');
    };
    const price = (workload: Workload): Priced => {
      check(workload);
      if (!isPriced(workload)) return leftOut(workload);
      const parts = accessesOf(workload).map(({ dataType, level, energy }) => ({
        dataType,
        level,
        energy,
      }));
      return { parts };
    };
    const toldZeros =
      skipZeros === true ? coding : skipZeros === false ? 'zeros computed' : `gated, ${coding}`;
    const layerNames = typeof mapping === 'function' ? [] : Object.keys(mapping);
    const given = typeof mapping === 'function' || layerNames.length > 0;
    const described = nameModel('eyeriss', [
      name,
      toldZeros,
      counting === 'isca16' ? undefined : counting,
      minimise === 'total' ? 'least total' : undefined,
      given ? 'mappings given' : undefined,
      convAndFcOnly ? undefined : 'layers without MACs too',
      ...otherCosts(costs),
    ]);
    return {
      unit: 'MAC',
      ...(layerNames.length > 0 && { layerNames }),
      estimate: (workloads) => collectEstimate('MAC', described, workloads, price),
      explain(workload) {
        check(workload);
        if (!isPriced(workload) || workload.batch === 0) return undefined;
        const accesses = accessesOf(workload);
        if (workload.kind !== 'data') {
          return explainLayer(workload, planOf(workload), chip, accesses);
        }
        const { layer, pass } = workload;
        return { layer, pass, mapping: [], loops: [], accesses };
      },
      plan(workload) {
        const { mapping, reuse } = planOf(workload);
        return { mapping, reuse };
      },
    };
  },
});

const givenIn = (mappings: Readonly<Record<string, Mapping>>, { layer, pass }: Workload) =>
  pass === 'forward' && Object.hasOwn(mappings, layer) ? mappings[layer] : undefined;
