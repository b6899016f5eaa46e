import type { Chip } from './chip.ts';
import type { Costs } from './costs.ts';
import type { SearchSpace } from './counting.ts';
import { type Geometry, touched, touchedByAll } from './geometry.ts';
import type { Mapping } from './mapping.ts';

const { ceil, floor, max, min, sqrt } = Math;

/** For 1 .. `most`: the least x for each value of ceil(total / x), x ascending. */
export function leastPerQuotient(total: number, most: number): number[] {
  const found: number[] = [];
  for (let x = 1; x <= most; ) {
    found.push(x);
    const quotient = ceil(total / x);
    if (quotient === 1) break;
    x = ceil(total / (quotient - 1));
  }
  return found;
}

const ANY: SearchSpace = { strips: 'any', split: 'any' };

/** Numbers that divide `total`, ascending. */
const divisorsOf = (total: number) =>
  Array.from({ length: total }, (_, i) => i + 1).filter((x) => total % x === 0);

/**
 * The mapping of least dense energy above the register file, exhaustively over p, q, r, t, e, n and m
 * within the space and under the chip's limits (`undefined` when nothing fits). Of values with the same effect only the
 * least demanding is tried, which loses nothing: e, n, r and q act through ceil(E/e), ceil(N/n),
 * ceil(folds/r), ceil(C/q); p, t and m are best as large as their capacity allows.
 *
 * RF energy is left out of the choice: with it, a psum hop in the array costs as much as an
 * accumulation in the RF, and the figures of ISCA 2016 show that its authors did not map that way
 * (docs/method/eyeriss.md).
 */
export function searchMapping(
  geometry: Geometry,
  chip: Chip,
  costs: Costs,
  space: SearchSpace = ANY,
): Mapping | undefined {
  const { batch, groups, channels, filters, rows, mostRows, outputRows, tiles } = geometry;
  const { stride, dilation, weightWords, outputWords } = geometry;
  const planesOf = (e: number) => ({
    inputPlane: touched(e, mostRows, stride, dilation) * geometry.tileInputColumns,
    psumPlane: e * geometry.tileColumns,
  });
  const fitting = leastPerQuotient(outputRows, outputRows).filter((e) => {
    const { inputPlane, psumPlane } = planesOf(e);
    return chip.setsOf(mostRows, e) > 0 && inputPlane + psumPlane <= chip.bufferWords;
  });
  const widths = space.strips === 'any' ? fitting : fitting.slice(-1);
  const divided = space.split === 'divisors';
  const images = divided ? divisorsOf(batch) : leastPerQuotient(batch, batch);
  const parts = divided ? divisorsOf(filters) : [];
  const mostBelow = (limit: number) =>
    divided ? (parts.findLast((x) => x <= limit) ?? 0) : min(filters, limit);
  const perRow = batch * groups * channels * geometry.inputColumns;
  const wholeRows = touchedByAll(outputRows, 1, rows, stride, dilation);

  /** psums beyond the PEs' own: twice through the buffer per fold but one, less a hop for each. */
  const foldCost = (folds: number) =>
    outputWords * (2 * costs.buffer * (folds - 1) - costs.array * folds);

  /** What a PE may hold, with a bound from below on its energy: the most promising first. */
  const holdings = leastPerQuotient(channels, channels)
    .map((q) => ({ q, most: min(filters, chip.filtersPerPe(q, geometry.mostTaps)) }))
    .filter(({ most }) => most > 0)
    .map(({ q, most }) => {
      const filterFolds = ceil(filters / most);
      const channelFolds = ceil(channels / q);
      const toPes =
        costs.array *
        (perRow * rows * outputRows * filterFolds + outputWords * channelFolds * rows);
      const bound = toPes + min(foldCost(1), foldCost(channelFolds));
      return { q, p: ceil(filters / filterFolds), filterFolds, channelFolds, toPes, bound };
    })
    .sort((a, b) => a.bound - b.bound);
  const leastFromDram = costs.DRAM * (perRow * wholeRows + weightWords * tiles);
  const leastToColumns = costs.array * weightWords * tiles * outputRows;

  let best: Mapping | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { q, p, filterFolds, channelFolds, toPes, bound } of holdings) {
    if (bound + leastFromDram + leastToColumns >= least) break;
    for (const e of widths) {
      const sets = chip.setsOf(mostRows, e);
      const strips = ceil(outputRows / e);
      const inputWords = perRow * touchedByAll(outputRows, strips, rows, stride, dilation);
      const { inputPlane, psumPlane } = planesOf(e);
      const perLoad = weightWords * tiles * (costs.DRAM * strips + costs.array * outputRows);
      /** At least, for loading inputs M/m and filters N/n times, as n m psum planes fit in `words`. */
      const loading = (words: number) => {
        const once = costs.DRAM * inputWords;
        const balanced = 2 * sqrt((once * perLoad * filters * batch * psumPlane) / words);
        return max(once + perLoad, balanced);
      };
      const fromBuffer = costs.buffer * inputWords;
      if (bound + fromBuffer + loading(chip.bufferWords) >= least) continue;
      for (const r of leastPerQuotient(channelFolds, min(sets, channelFolds))) {
        const t = min(filterFolds, floor(sets / r));
        const folds = ceil(channelFolds / r);
        const fixed = toPes + foldCost(folds);
        const reads = ceil(filterFolds / t);
        const roomForOne = chip.bufferWords - q * r * inputPlane;
        if (roomForOne < psumPlane) continue;
        if (fixed + fromBuffer * reads + loading(roomForOne) >= least) continue;
        for (const n of images) {
          const room = chip.bufferWords / n - q * r * inputPlane;
          const m = mostBelow(floor(room / psumPlane));
          if (m < 1) break;
          const loads = ceil(filters / m);
          const energy =
            fixed +
            inputWords * (costs.DRAM * loads + costs.buffer * max(loads, reads)) +
            perLoad * ceil(batch / n);
          if (energy < least) {
            least = energy;
            best = { p, q, r, t, e, n, m: ceil(filters / loads) };
          }
        }
      }
    }
  }
  return best;
}
