import { countTensor, type TensorCounts } from './count-tensor.ts';
import { type PerTensor, productOf, TENSORS, times } from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { type Tiling, tilesOf } from './tiling.ts';

/** What a mapping makes a machine do, dense. */
export interface MappedLayer {
  readonly tiling: Tiling;
  readonly counts: PerTensor<TensorCounts>;
  /** Iterations of the nest over all PEs. */
  readonly macs: number;
  readonly cycles: number;
  readonly activePes: number;
}

export function countAccesses(machine: Machine, layer: LayerShape, tiling: Tiling): MappedLayer {
  const tiled = {
    ...tiling,
    tiles: tilesOf(machine, tiling),
    spatial: times(tiling.rows, tiling.columns),
  };
  const counts = Object.fromEntries(
    TENSORS.map((tensor) => [tensor, countTensor(machine, layer, tiled, tensor)]),
  ) as PerTensor<TensorCounts>;
  const cycles = productOf(tiling.temporal.map(productOf));
  const activePes = productOf(tiling.rows) * productOf(tiling.columns);
  return { tiling, counts, macs: cycles * activePes, cycles, activePes };
}
