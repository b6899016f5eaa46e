import type { Workload } from '@picojoule/spec';
import { impossibleMapping, searchEndedEarly, unmappable } from '../errors.ts';
import { rememberByShape } from '../remember-by-shape.ts';
import { countAccesses, type MappedLayer } from './count-accesses.ts';
import { type LayerShape, layerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { type Mapping, parseMapping } from './mapping.ts';
import { padLayer } from './pad-layer.ts';
import { searchTiling } from './search.ts';

/** Mappings that are looked at for a layer, at most, where nothing else is said. */
export const SEARCH_LIMIT = 400_000;

/** All that an estimate needs to know of a shape: everything but densities and bit widths. */
export interface Plan {
  readonly layer: LayerShape;
  readonly mapped: MappedLayer;
  /** How the mapping was found. */
  readonly origin: 'given' | 'least energy' | 'search cut off';
}

/**
 * Maps layer passes, for their shape and batch alone: by the `mappings` given for a layer's forward
 * pass, else by search. Remembers the shapes that it has seen.
 *
 * @throws PicojouleError `ENERGY_WORKLOAD`, `ENERGY_UNMAPPABLE`, `ENERGY_SEARCH_LIMIT`, `ENERGY_MAPPING`.
 */
export function planner(
  machine: Machine,
  mappings: Readonly<Record<string, Mapping>>,
  searchLimit: number,
): (workload: Workload) => Plan {
  const searched = rememberByShape((workload) => searchedPlan(machine, workload, searchLimit));
  const given = new Map(
    Object.entries(mappings).map(([layer, mapping]) => [
      layer,
      rememberByShape((workload) => givenPlan(machine, workload, mapping)),
    ]),
  );
  return (workload) =>
    ((workload.pass === 'forward' ? given.get(workload.layer) : undefined) ?? searched)(workload);
}

function givenPlan(machine: Machine, workload: Workload, given: Mapping): Plan {
  const layer = layerShape(workload);
  const tiling = parseMapping(machine, layer, given);
  if (typeof tiling === 'string')
    throw impossibleMapping(workload, 'mappings', machine.architecture.name, tiling);
  return { layer, mapped: countAccesses(machine, layer, tiling), origin: 'given' };
}

function searchedPlan(machine: Machine, workload: Workload, limit: number): Plan {
  const layer = padLayer(machine, layerShape(workload));
  const found = searchTiling(machine, layer, limit);
  const { name } = machine.architecture;
  if (found === undefined) throw searchEndedEarly(workload, name, limit, SEARCH_LIMIT);
  if (typeof found === 'string')
    throw unmappable(workload, { option: 'architecture', name }, found);
  return {
    layer,
    mapped: countAccesses(machine, layer, found.tiling),
    origin: found.complete ? 'least energy' : 'search cut off',
  };
}
