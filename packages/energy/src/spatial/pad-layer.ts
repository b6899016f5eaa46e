import { type PerTensor, TENSORS } from './dimensions.ts';
import { divisorsOf } from './factors.ts';
import type { LayerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { tileWords } from './tile-words.ts';

/**
 * Lengthens the dimensions whose divisors would leave more than half of an axis of the array idle, such
 * as 13 rows on 8 PEs: to the least multiple of the even split, 2 x 7. Padding takes cycles, but is
 * neither multiplied nor moved: accesses are scaled back by each tensor's words.
 */
export function padLayer({ rows, columns }: Machine, layer: LayerShape): LayerShape {
  const bounds = [...layer.bounds];
  for (const { size, dimensions } of [rows, columns]) {
    for (const d of dimensions) {
      const bound = bounds[d]!;
      if (bound <= size) continue;
      const steps = Math.ceil(bound / size);
      const even = Math.ceil(bound / steps);
      const best = divisorsOf(bound).findLast((divisor) => divisor <= size)!;
      if (2 * best < even) bounds[d] = steps * even;
    }
  }
  const share = TENSORS.map((tensor) => [
    tensor,
    tileWords(tensor, layer.bounds, layer) / tileWords(tensor, bounds, layer),
  ]);
  return {
    ...layer,
    bounds,
    wordShare: Object.fromEntries(share) as PerTensor<number>,
  };
}
