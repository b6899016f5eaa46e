import {
  type AccessCount,
  definePlugin,
  type EnergyModel,
  type EnergyUnit,
  type LayerExplanation,
  type Quantity,
  type Workload,
} from '@picojoule/spec';
import * as v from 'valibot';
import { applyErt } from '../accelergy/apply-ert.ts';
import { ertPlaceSchema } from '../accelergy/with-ert.ts';
import { byLayer } from '../by-layer.ts';
import { checkValues } from '../check-workload.ts';
import { collectEstimate } from '../collect-estimate.ts';
import { nothingToMap } from '../errors.ts';
import { isConvOrFc, leftOut } from '../is-conv-or-fc.ts';
import { nameModel } from '../name-model.ts';
import { sumAccesses } from '../sum-accesses.ts';
import { architectureSchema, type CompleteArchitecture } from './architecture.ts';
import { activityOf, loopsOf, parametersOf } from './explain.ts';
import { machineOf } from './machine.ts';
import { mappingSchema } from './mapping.ts';
import { movementAccesses } from './movement-accesses.ts';
import { planner, SEARCH_LIMIT } from './plan.ts';
import { PRESETS, type PresetName } from './presets/presets.ts';
import { type PricedAccess, pricedAccesses } from './priced-accesses.ts';

const options = v.strictObject({
  /** Name of a preset, or an architecture. */
  architecture: v.optional(
    v.lazy((input) =>
      typeof input === 'string'
        ? v.picklist(Object.keys(PRESETS) as PresetName[])
        : architectureSchema,
    ),
    'eyeriss-jssc17',
  ),
  /** Text of an Accelergy energy reference table, from which levels and MACs take their energies. */
  ert: v.optional(v.string()),
  /** Components of that table by level, and that of `mac`; if absent, those whose names end like a level's. */
  ertPlaces: v.optional(v.record(v.string(), ertPlaceSchema)),
  /** Mappings of forward passes by layer; the others are searched. */
  mappings: v.optional(byLayer(mappingSchema), {}),
  /** Mappings that are looked at for a layer, at most; where this cuts a search off is said. */
  searchLimit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), SEARCH_LIMIT),
  /** True: layers other than CONV and FC are not priced, but listed. */
  convAndFcOnly: v.optional(v.boolean(), false),
});

/** An energy model that always explains, in joules or in MACs as its architecture says. */
export interface Spatial extends EnergyModel {
  explain(workload: Workload): LayerExplanation | undefined;
}

/**
 * Energy of an accelerator that is described as data: memory levels, PE array, allowed loops, zeros.
 * Each layer pass gets a mapping, given or of least energy; counted accesses times stated energies.
 */
export const spatial = definePlugin({
  kind: 'energy',
  name: 'spatial',
  summary: 'Any spatial accelerator described as data, mapped layer by layer.',
  references: [
    {
      title:
        'Parashar et al.: Timeloop: A Systematic Approach to DNN Accelerator Evaluation, ISPASS 2019',
      url: 'https://doi.org/10.1109/ISPASS.2019.00042',
    },
    {
      title:
        'Wu, Emer, Sze: Accelergy: An Architecture-Level Energy Estimation Methodology for Accelerator Designs, ICCAD 2019',
      url: 'https://doi.org/10.1109/ICCAD45719.2019.8942149',
    },
  ],
  options,
  create({ architecture, ert, ertPlaces, mappings, searchLimit, convAndFcOnly }): Spatial {
    const stated = typeof architecture === 'string' ? preset(architecture) : architecture;
    const { architecture: complete, taken } = applyErt(stated, ert, ertPlaces);
    const machine = machineOf(complete);
    const planOf = planner(machine, mappings, searchLimit);
    const unit: EnergyUnit = complete.unit === 'pJ' ? 'J' : 'MAC';
    const scale = complete.unit === 'pJ' ? 1e-12 : 1;
    const layerNames = Object.keys(mappings);

    const check = (workload: Workload) => {
      checkValues(workload);
      const { kind, pass, layer } = workload;
      if (kind === 'data' && pass === 'forward' && layerNames.includes(layer))
        throw nothingToMap(workload, 'mappings');
    };
    const pricedFor = (workload: Workload): readonly PricedAccess[] => {
      if (workload.kind === 'data') return movementAccesses(machine, workload);
      const { layer, mapped } = planOf(workload);
      return pricedAccesses(machine, layer, mapped, workload);
    };
    const accessesFor = (priced: readonly PricedAccess[]) =>
      priced.map((access): AccessCount<EnergyUnit> => {
        const cost = access.cost * scale;
        return {
          ...access,
          cost: cost as Quantity<EnergyUnit>,
          energy: (access.count * cost) as Quantity<EnergyUnit>,
        };
      });
    const isCutOff = (workload: Workload) =>
      workload.kind !== 'data' &&
      workload.batch > 0 &&
      planOf(workload).origin === 'search cut off';
    const leavesOut = (workload: Workload) => convAndFcOnly && !isConvOrFc(workload);

    return {
      unit,
      ...(layerNames.length > 0 && { layerNames }),
      estimate(workloads) {
        const found = collectEstimate(unit, 'spatial', workloads, (workload) => {
          check(workload);
          return leavesOut(workload)
            ? leftOut(workload)
            : { parts: sumAccesses(accessesFor(pricedFor(workload))) };
        });
        const cut = workloads.filter(isCutOff).map(({ layer }) => layer);
        const model = nameModel('spatial', [
          complete.name,
          taken.length > 0 ? `energies of ${taken.join(', ')} from an ERT` : undefined,
          layerNames.length > 0 ? 'mappings given' : undefined,
          convAndFcOnly ? 'CONV and FC only' : undefined,
          cut.length > 0 ? `search cut off in ${[...new Set(cut)].join(', ')}` : undefined,
        ]);
        return { ...found, model };
      },
      explain(workload) {
        check(workload);
        if (leavesOut(workload) || workload.batch === 0) return undefined;
        const { layer, pass } = workload;
        const priced = pricedFor(workload);
        const accesses = accessesFor(priced);
        if (workload.kind === 'data') return { layer, pass, mapping: [], loops: [], accesses };
        const plan = planOf(workload);
        return {
          layer,
          pass,
          mapping: parametersOf(machine, plan),
          loops: loopsOf(machine, plan),
          accesses,
          activity: activityOf(machine, plan, workload, priced),
        };
      },
    };
  },
});

const preset = (name: PresetName): CompleteArchitecture =>
  v.parse(architectureSchema, PRESETS[name]);
