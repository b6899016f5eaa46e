import type { Graph, PruningContext } from '@picojoule/spec';
import { gram } from '../steps/least-squares.ts';
import type { PrunableLayer } from './prunable-layer.ts';
import { type InputRows, inputOf, sampleInputs } from './sample-inputs.ts';

export interface LayerSamples {
  /** For restoring: few rows of each group. */
  readonly inputs: readonly InputRows[];
  /** For least squares: Gram matrices over all rows of each group. */
  readonly grams: readonly Float64Array[];
}

/** What steps 3 and 4 need of a layer, at seeded positions that depend on the edit and the layer alone. */
export async function layerSamples(
  graph: Graph,
  layer: PrunableLayer,
  {
    settings,
    context,
    edit,
  }: {
    readonly settings: { readonly sampleRows: number; readonly restoreRows: number };
    readonly context: PruningContext;
    readonly edit: number;
  },
): Promise<LayerSamples | undefined> {
  const value = inputOf(layer);
  const ifmap = (await context.activations(graph, [value]))[value]!;
  const random = context.random.split(`${edit}/${layer.node.name}`);
  const matrices = sampleInputs(layer, ifmap, { rows: settings.sampleRows, random });
  if (matrices === undefined) return undefined;
  const inputs = matrices.map(({ rows, inputs: width, values }) => {
    const few = Math.min(rows, settings.restoreRows);
    return { rows: few, inputs: width, values: values.subarray(0, few * width) };
  });
  return { inputs, grams: matrices.map(gram) };
}
