import type { Workload } from '@picojoule/spec';
import type { PublishedTable } from './published-table.ts';

/**
 * Rows of a published table of layers, and one of their sums.
 *
 * @param ours The cells of some layers together.
 * @param published The cells of a layer, as printed.
 */
export function layerRows(
  layers: readonly Workload[],
  ours: (workloads: readonly Workload[]) => readonly number[],
  published: (layer: string) => readonly number[],
): PublishedTable['rows'] {
  const row = (name: string, workloads: readonly Workload[]) => {
    const rows = workloads.map(({ layer }) => published(layer));
    const cells = ours(workloads).map((value, i) => ({
      ours: value,
      published: rows.reduce((sum, cells) => sum + cells[i]!, 0),
    }));
    return { name, cells };
  };
  return [...layers.map((layer) => row(layer.layer, [layer])), row('all', layers)];
}
