import type { Workload } from '@picojoule/spec';
import { nearest } from '../terminal/nearest.ts';
import { layerUnknown } from './errors.ts';

/**
 * The passes of the layer that a user names: as the network calls it, or by its place among the layers
 * with weights, as in the papers (`CONV2`, `FC1`).
 *
 * @throws PicojouleError of usage, with the layers that there are.
 */
export function findLayer(workloads: readonly Workload[], name: string): Workload[] {
  const names = [...new Set(workloads.map(({ layer }) => layer))];
  const layer = names.includes(name) ? name : byPlace(workloads, name);
  if (layer === undefined) throw layerUnknown(name, names, nearest(name, names));
  return workloads.filter((workload) => workload.layer === layer);
}

function byPlace(workloads: readonly Workload[], name: string): string | undefined {
  const place = /^(conv|fc)([1-9]\d*)$/i.exec(name);
  if (place === null) return undefined;
  const kind = place[1]!.toLowerCase();
  const ofKind = workloads.filter((workload) => workload.kind === kind).map(({ layer }) => layer);
  return [...new Set(ofKind)][Number(place[2]) - 1];
}
