import { workloadsOf } from '@picojoule/graph';
import type { EnergyModel, Graph } from '@picojoule/spec';

/**
 * What the branch of each gated block costs in a training step, relative to their mean. Only ratios
 * count, so that widths are left at the default of `workloadsOf`.
 *
 * @param energy Prices the work; MACs where it is absent.
 */
export function blockCosts(
  graph: Graph,
  batch: number,
  energy: EnergyModel | undefined,
): ReadonlyMap<string, number> {
  const workloads = workloadsOf(graph, { batch, passes: 'training' });
  const costs = graph.blocks
    .filter(({ gate }) => gate !== undefined)
    .map(({ name, branch }) => {
      const own = workloads.filter(({ layer }) => branch.includes(layer));
      const macs = own.reduce((sum, workload) => sum + workload.macs, 0);
      return [name, energy === undefined ? macs : energy.estimate(own).total] as const;
    });
  const mean = costs.reduce((sum, [, cost]) => sum + cost, 0) / costs.length;
  return new Map(costs.map(([name, cost]) => [name, cost / mean]));
}
