import type { Graph, Workload } from '@picojoule/spec';
import { isPicojouleError } from '../errors.ts';
import { DEFAULTS } from '../main-job/settings.ts';
import { batchOf } from '../model/fixed-batch.ts';
import { batchFixed } from './errors.ts';

export interface BatchedGraph {
  readonly graph: Graph;
  readonly batch: number;
  /** Sentences. */
  readonly notes: readonly string[];
}

export interface BatchedWorkloads {
  readonly workloads: readonly Workload[];
  /** Undefined where the layers work on different numbers of images. */
  readonly batch: number | undefined;
  /** Sentences. */
  readonly notes: readonly string[];
}

/**
 * The graph for a batch; one whose file fixes another is freed. `priced` says for what, in the note.
 *
 * @throws PicojouleError `ESTIMATE_BATCH_FIXED` where the images of its batch depend on each other.
 */
export function graphForBatch(
  name: string,
  graph: Graph,
  wanted: number | undefined,
  freeBatch: (graph: Graph) => Graph,
  priced = String(wanted),
): BatchedGraph {
  const fixed = batchOf(graph);
  const batch = wanted ?? fixed ?? DEFAULTS.energy.batch;
  if (fixed === undefined || batch === fixed) return { graph, batch, notes: [] };
  try {
    const note = `The file fixes a batch of ${fixed}; its images are independent, so it is priced for ${priced}.`;
    return { graph: freeBatch(graph), batch, notes: [note] };
  } catch (error) {
    if (!isPicojouleError(error)) throw error;
    throw batchFixed(
      name,
      batch,
      `its file fixes ${fixed}, and ${error.message}`,
      `Leave --batch at ${fixed}, or export the model with a free batch.`,
    );
  }
}

/**
 * The layers of a text network for a batch; the shares of zeros stay.
 *
 * @throws PicojouleError `ESTIMATE_BATCH_FIXED` where its lines state different batches.
 */
export function linesForBatch(
  name: string,
  workloads: readonly Workload[],
  wanted: number | undefined,
  priced = String(wanted),
): BatchedWorkloads {
  const stated = [...new Set(workloads.map(({ batch }) => batch))];
  const batch = stated.length === 1 ? stated[0] : undefined;
  if (wanted === undefined || wanted === batch) return { workloads, batch, notes: [] };
  if (batch === undefined)
    throw batchFixed(
      name,
      wanted,
      `its lines state batches of ${stated.join(', ')}`,
      'Leave out --batch, or write one number as input and output maps of all its lines.',
    );
  const changed = workloads.map((one) => ({
    ...one,
    batch: wanted,
    macs: (one.macs / batch) * wanted,
  }));
  const note = `The file states a batch of ${batch}; it is priced for ${priced}, with the same shares of zeros.`;
  return { workloads: changed, batch: wanted, notes: [note] };
}
