import type { Graph, LedgerRow, PerOperand, Workload } from '@picojoule/spec';
import { unknownNode } from '../errors.ts';
import { inferShapes } from '../infer-shapes.ts';
import { fusionOf } from './fusion.ts';
import { gradientDensities } from './gradient-densities.ts';
import { type LayerWork, layerWorks } from './layer-work.ts';
import { measuredDensities } from './measured-densities.ts';
import type { PassOperands } from './operand.ts';
import { densityReader } from './operand-reader.ts';
import { type PassSetting, passWork } from './pass-work.ts';
import { isTraining, type WorkloadOptions } from './workloads.ts';

export type LedgerOptions = Pick<WorkloadOptions, 'gradientDensities' | 'momentum'>;

/**
 * The work of a ledger, row by row, priced as it was executed: for the images that took part, with the
 * row's bits and densities, and with its `emulated` MACs, which leave out what was planned to be
 * skipped. A row of several executions is as many passes over its mean batch; where that is no whole
 * number, some of the next smaller and some of the next larger. A row of MACs of which the
 * emulated machine forms none is no work: a remainder of which nothing is left, or a mere measurement.
 *
 * Where a row has no densities, values count as the forward rows measured them, weights as in `graph`,
 * gradients as in `gradientDensities`, and all else as dense. If any row is of a backward pass or an
 * update, forward passes are those of training (see `fusionOf`): price evaluation rows apart.
 *
 * @throws PicojouleError `GRAPH_UNKNOWN_NODE` when a row names a node that the graph has not.
 */
export function ledgerWorkloads(
  graph: Graph,
  rows: readonly LedgerRow[],
  { momentum = true, gradientDensities: given = {} }: LedgerOptions = {},
): Workload[] {
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  for (const { node } of rows) if (!nodes.has(node)) throw unknownNode(graph.name, node);
  const training = isTraining(rows.map(({ pass }) => pass));
  const fusion = fusionOf(graph, { training });
  const densities = measuredDensities(nodes, rows);
  const shapes = inferShapes(graph, rows.flatMap(batchesOf)[0]?.images ?? 1);
  const gradients = gradientDensities(graph, shapes, densities, given);
  const read = densityReader(graph, densities, gradients);
  const workOf = workReader(graph);

  return rows.filter(isWork).flatMap((row) =>
    batchesOf(row).map(({ images, times }): Workload => {
      const node = nodes.get(row.node)!;
      const setting: PassSetting = { inPlace: fusion.inPlace(node), training, momentum };
      const { operands, ...sizes } = passWork(workOf(row.node, images), row.pass, node, setting);
      const stored = { ...operands, output: fusion.stored(operands.output) };
      const density = { ...read(stored), ...ownDensity(row, sizes.kind, stored, densities) };
      const macs = sizes.kind === 'data' ? 0 : (row.macs.emulated * images) / row.samples;
      return { ...sizes, macs, bits: row.bits, density, ...(times > 1 && { repeats: times }) };
    }),
  );
}

const isWork = ({ macs }: LedgerRow) => macs.nominal === 0 || macs.emulated > 0;

/**
 * What a row itself says of the densities of its operands. A forward row states its output before it
 * is stored, and one input of a layer without MACs: the measured values know better.
 */
function ownDensity(
  { pass, density }: LedgerRow,
  kind: Workload['kind'],
  stored: PassOperands,
  measured: Readonly<Record<string, number>>,
): Partial<PerOperand<number>> {
  if (density === undefined || pass !== 'forward') return density ?? {};
  if (kind === 'data') return {};
  const { output, ...read } = density;
  const known = stored.output.some(({ of }) => Object.hasOwn(measured, of));
  return known ? read : { ...read, output };
}

/** Batches that a row's images were executed in, as even as whole images allow. */
function batchesOf({ samples, executions = 1 }: LedgerRow) {
  const least = Math.floor(samples / executions);
  const larger = samples - least * executions;
  return [
    { images: least + 1, times: larger },
    { images: least, times: executions - larger },
  ].filter(({ images, times }) => images > 0 && times > 0);
}

/** The forward work of a node for a batch; shapes are inferred once per batch. */
function workReader(graph: Graph): (node: string, batch: number) => LayerWork {
  const byBatch = new Map<number, ReadonlyMap<string, LayerWork>>();
  return (node, batch) => {
    let works = byBatch.get(batch);
    if (works === undefined) {
      works = new Map(
        layerWorks(graph, inferShapes(graph, batch)).map((work) => [work.layer, work]),
      );
      byBatch.set(batch, works);
    }
    return works.get(node)!;
  };
}
