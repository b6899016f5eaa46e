import { type Geometry, touched } from '../eyeriss/geometry.ts';
import type { ToolMapping } from './choose-mapping.ts';

/** Values moved per level for the whole batch, dense: ifmap with its padding, weights, psums and ofmap. */
export interface Counts {
  readonly ifmap: { readonly DRAM: number; readonly buffer: number; readonly array: number };
  readonly weight: { readonly DRAM: number; readonly array: number };
  readonly ofmap: { readonly DRAM: number; readonly buffer: number; readonly array: number };
}

/** The formulas of docs/method/eyeriss-tool.md, times the batch. */
export function countsOf(geometry: Geometry, mapping: ToolMapping): Counts {
  const { batch, groups, channels, filters, rows, outputRows, tiles, stride, dilation } = geometry;
  const { outputWords, weightWords } = geometry;
  const { p, q, r, t, e, n, m, strips } = mapping;

  const columns = batch * groups * channels * geometry.inputColumns;
  const values = columns * touched(outputRows, rows, stride, dilation);
  const loads = filters / m;
  // Rows that a strip reads for each of its own: neighbouring strips share the filter's overlap.
  const halo = e < outputRows ? Math.max(1, touched(e, rows, stride, dilation) / (e * stride)) : 1;
  const folds = channels / (q * r);
  return {
    ifmap: {
      DRAM: values * loads,
      buffer: values * (loads + (halo * filters) / (p * t)),
      array: (columns * rows * outputRows * filters) / p,
    },
    weight: {
      DRAM: weightWords * tiles * (batch / n) * strips,
      array: weightWords * tiles * (batch / n) * outputRows,
    },
    ofmap: {
      DRAM: outputWords + geometry.emptyWords,
      buffer: 2 * outputWords * folds,
      array: outputWords * folds * (rows * r + 1),
    },
  };
}
