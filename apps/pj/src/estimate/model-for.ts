import type { EnergyModel, Workload } from '@picojoule/spec';
import { layerNamedTwice } from './errors.ts';
import { findLayer } from './find-layer.ts';

/**
 * A model for one network, whose layers its settings may name as `--explain` does: by the network's
 * names, or as CONV2, FC1.
 *
 * @throws PicojouleError of usage where the network has no such layer, or one is named twice.
 */
export function modelFor<Model extends EnergyModel>(
  model: Model,
  workloads: readonly Workload[],
): Model {
  const { layerNames = [] } = model;
  const given = new Map<string, string>();
  for (const name of layerNames) {
    const [{ layer }] = findLayer(workloads, name) as [Workload];
    const before = given.get(layer);
    if (before !== undefined) throw layerNamedTwice(layer, before, name);
    given.set(layer, name);
  }
  if ([...given].every(([layer, name]) => layer === name)) return model;
  return { ...model, ...renamed(model, given) };
}

/** The model sees the names of its settings, and answers with those of the network. */
function renamed(
  model: EnergyModel,
  given: ReadonlyMap<string, string>,
): Omit<EnergyModel, 'unit'> {
  const own = new Map([...given].map(([layer, name]) => [name, layer]));
  const asked = (workload: Workload): Workload => {
    const name = given.get(workload.layer);
    return name === undefined ? workload : { ...workload, layer: name };
  };
  const answered = <T extends { readonly layer: string }>(one: T): T => {
    const layer = own.get(one.layer);
    return layer === undefined ? one : { ...one, layer };
  };
  return {
    layerNames: [...given.keys()],
    estimate(workloads) {
      const found = model.estimate(workloads.map(asked));
      return {
        ...found,
        layers: found.layers.map(answered),
        unpriced: found.unpriced.map(answered),
      };
    },
    ...(model.explain !== undefined && {
      explain(workload: Workload) {
        const found = model.explain?.(asked(workload));
        return found && answered(found);
      },
    }),
  };
}
