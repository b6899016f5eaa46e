import type { Workload } from '@picojoule/spec';
import { unmappable } from '../errors.ts';
import { rememberByShape } from '../remember-by-shape.ts';
import { countAccesses, type MappedLayer } from './count-accesses.ts';
import { type LayerShape, layerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { type Mapping, parseMapping } from './mapping.ts';
import { padLayer } from './pad-layer.ts';
import { searchTiling } from './search.ts';

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
 * @throws PicojouleError `ENERGY_WORKLOAD`, `ENERGY_UNMAPPABLE`.
 */
export function planner(
  machine: Machine,
  mappings: Readonly<Record<string, Mapping>>,
): (workload: Workload) => Plan {
  const searched = rememberByShape((workload) => planOf(machine, workload, undefined));
  const given = new Map(
    Object.entries(mappings).map(([layer, mapping]) => [
      layer,
      rememberByShape((workload) => planOf(machine, workload, mapping)),
    ]),
  );
  return (workload) =>
    ((workload.pass === 'forward' ? given.get(workload.layer) : undefined) ?? searched)(workload);
}

function planOf(machine: Machine, workload: Workload, given: Mapping | undefined): Plan {
  const layer = layerShape(workload);
  if (given !== undefined) {
    const tiling = parseMapping(machine, layer, given);
    if (typeof tiling === 'string') throw unmappable(workload, machine.architecture.name, tiling);
    return { layer, mapped: countAccesses(machine, layer, tiling), origin: 'given' };
  }
  const padded = padLayer(machine, layer);
  const found = searchTiling(machine, padded);
  if (typeof found === 'string') throw unmappable(workload, machine.architecture.name, found);
  return {
    layer: padded,
    mapped: countAccesses(machine, padded, found.tiling),
    origin: found.complete ? 'least energy' : 'search cut off',
  };
}
