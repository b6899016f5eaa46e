import type { Graph, LedgerRow, Workload } from '@picojoule/spec';
import { unknownNode } from './errors.ts';
import { inferShapes } from './infer-shapes.ts';
import { type LayerWork, layerWorks } from './layer-work.ts';
import { passWork } from './pass-work.ts';
import { densityReader, stridesOf, workload } from './workloads.ts';

/**
 * The work of a ledger, row by row, priced as it was executed: for the images that took part, with the
 * row's bits and densities, and with its `emulated` MACs, which leave out what was planned to be
 * skipped. Where a row has no densities, weights count as in `graph` and all else as dense.
 *
 * @throws PicojouleError `GRAPH_UNKNOWN_NODE` when a row names a node that the graph has not.
 */
export function ledgerWorkloads(graph: Graph, rows: readonly LedgerRow[]): Workload[] {
  const byBatch = new Map<number, ReadonlyMap<string, LayerWork>>();
  const worksOf = (batch: number) => {
    const known = byBatch.get(batch);
    if (known !== undefined) return known;
    const works = layerWorks(graph, inferShapes(graph, batch));
    const byName = new Map(works.map((work) => [work.layer, work]));
    byBatch.set(batch, byName);
    return byName;
  };
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  const density = densityReader(graph, {});
  return rows.map((row) => {
    const node = nodes.get(row.node);
    if (node === undefined) throw unknownNode(graph.name, row.node);
    const work = worksOf(row.samples).get(row.node)!;
    const done = passWork(work, row.pass, stridesOf(node));
    const macs = done.kind === 'data' ? 0 : row.macs.emulated;
    return workload({ ...done, macs }, row.bits, row.density ?? density(done.operands));
  });
}
