import { plainText } from '@picojoule/lab/plain-text';
import type { Workload } from '@picojoule/spec';
import { layerPasses } from './errors.ts';
import { findLayer } from './find-layer.ts';
import { passName } from './parts.ts';

/**
 * The passes that a user names: all of a layer, or the one that a table prints as `conv1 (update)`; also
 * `conv1 (forward)`, `CONV1 (update)`, and names as a terminal shows them, without control characters.
 *
 * @throws PicojouleError of usage, with what there is.
 */
export function findPasses(workloads: readonly Workload[], name: string): readonly Workload[] {
  const printed = workloads.filter((workload) =>
    [workload.layer, plainText(workload.layer)].includes(name),
  );
  if (printed.length > 0) return printed;
  const [, layer, pass] = /^(.+) \(([a-z-]+)\)$/s.exec(name) ?? [];
  if (layer === undefined) return findLayer(workloads, name);
  const passes = findPasses(workloads, layer);
  const found = passes.filter((workload) => workload.pass === pass);
  if (found.length === 0) throw layerPasses(name, passes.map(passName));
  return found;
}
