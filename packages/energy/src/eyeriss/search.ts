import type { Chip } from './chip.ts';
import type { Costs } from './costs.ts';
import type { SearchSpace } from './counting.ts';
import { cyclesOf } from './cycles.ts';
import { type Geometry, touched, touchedByAll } from './geometry.ts';
import type { Mapping } from './mapping.ts';
import type { Objective } from './objective.ts';

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

/** Energies that differ by less, relatively, are equal but for rounding. */
export const ROUNDING = 1e-9;

/** What is searched, and for what. */
export interface Search {
  readonly chip: Chip;
  readonly costs: Costs;
  readonly space: SearchSpace;
  readonly objective: Objective;
}

export interface Found {
  readonly mapping: Mapping;
  /** Of what the search minimises. */
  readonly energy: number;
  readonly cycles: number;
}

/** Whether a mapping is better than the `best` so far: of less energy, and of equal ones the faster. */
export const isBetter = (found: Omit<Found, 'mapping'>, best: Omit<Found, 'mapping'> | undefined) =>
  best === undefined ||
  found.energy < best.energy * (1 - ROUNDING) ||
  (found.energy <= best.energy * (1 + ROUNDING) && found.cycles < best.cycles);

/** Numbers that divide `total`, ascending. */
const divisorsOf = (total: number) =>
  Array.from({ length: total }, (_, i) => i + 1).filter((x) => total % x === 0);

/**
 * The mapping of which the objective is least and, of equal ones, of fewest cycles,
 * exhaustively over p, q, r, t, e, n and m within the space and under the chip's limits; `undefined`
 * when nothing fits, or nothing is better than `best`. Of values with the same effect only the
 * least demanding is tried, which loses nothing: e, n, r, q, p, t and m act through ceil(E/e),
 * ceil(N/n), ceil(folds/r), ceil(C/q), ceil(M/p), ceil(folds/t), ceil(M/m), and p, t and m are best
 * where the latter are least.
 */
export function searchMapping(
  geometry: Geometry,
  { chip, costs, space, objective }: Search,
  best?: Found,
): Found | undefined {
  const { batch, groups, channels, filters, rows, mostRows, outputRows, tiles } = geometry;
  const { stride, dilation, weightWords, outputWords, taps } = geometry;
  const fitting = leastPerQuotient(outputRows, outputRows).filter((e) => {
    const words = touched(e, mostRows, stride, dilation) * geometry.tileInputColumns;
    return chip.setsOf(mostRows, e) > 0 && words + e * geometry.tileColumns <= chip.bufferWords;
  });
  const widths = space.strips === 'any' ? fitting : fitting.slice(-1);
  const divided = space.split === 'divisors';
  const images = (divided ? divisorsOf(batch) : leastPerQuotient(batch, batch)).map((n) => ({
    n,
    rounds: ceil(batch / n),
  }));
  const parts = divided ? divisorsOf(filters) : [];
  const mostBelow = (limit: number) =>
    divided ? (parts.findLast((x) => x <= limit) ?? 0) : min(filters, limit);
  const ifmap = {
    DRAM: costs.DRAM * objective.ifmap.DRAM,
    buffer: costs.buffer * objective.ifmap.buffer,
    array: costs.array * objective.ifmap.array,
  };
  const inRf = 2 * costs.RF * objective.psumsInRf;
  const perRow = batch * groups * channels * geometry.inputColumns;

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
        ifmap.array * perRow * rows * outputRows * filterFolds +
        outputWords * rows * (costs.array * channelFolds + inRf * (channels * taps - channelFolds));
      const bound = toPes + min(foldCost(1), foldCost(channelFolds));
      return { q, p: ceil(filters / filterFolds), filterFolds, channelFolds, toPes, bound };
    })
    .sort((a, b) => a.bound - b.bound);

  /** What strips of e rows need and cost at least, the most promising first. */
  const strips = widths
    .map((e) => {
      const count = ceil(outputRows / e);
      const inputWords = perRow * touchedByAll(outputRows, count, rows, stride, dilation);
      const psumPlane = e * geometry.tileColumns;
      const perLoad = weightWords * tiles * (costs.DRAM * count + costs.array * outputRows);
      /** At least, for loading inputs M/m and filters N/n times, as n m psum planes fit in `words`. */
      const loading = (words: number) => {
        const once = ifmap.DRAM * inputWords;
        const balanced = 2 * sqrt((once * perLoad * filters * batch * psumPlane) / words);
        return max(once + perLoad, balanced);
      };
      return {
        e,
        sets: chip.setsOf(mostRows, e),
        inputPlane: touched(e, mostRows, stride, dilation) * geometry.tileInputColumns,
        psumPlane,
        inputWords,
        perLoad,
        loading,
        atLeast: ifmap.buffer * inputWords + loading(chip.bufferWords),
      };
    })
    .sort((a, b) => a.atLeast - b.atLeast);

  let found = best;
  /** From here on, a mapping is not even as good. */
  let limit = best === undefined ? Number.POSITIVE_INFINITY : best.energy * (1 + ROUNDING);
  for (const { q, p, filterFolds, channelFolds, toPes, bound } of holdings) {
    if (bound + (strips[0]?.atLeast ?? 0) > limit) break;
    const splits = leastPerQuotient(channelFolds, channelFolds);
    for (const {
      e,
      sets,
      inputPlane,
      psumPlane,
      inputWords,
      perLoad,
      loading,
      atLeast,
    } of strips) {
      if (bound + atLeast > limit) break;
      const fromBuffer = ifmap.buffer * inputWords;
      for (const r of splits) {
        if (r > sets) break;
        const t = min(filterFolds, floor(sets / r));
        const folds = ceil(channelFolds / r);
        const reads = ceil(filterFolds / t);
        const roomForOne = chip.bufferWords - q * r * inputPlane;
        if (roomForOne < psumPlane) break;
        const fixed = toPes + foldCost(folds);
        const spare = limit - fixed - fromBuffer * reads;
        if (loading(roomForOne) > spare) continue;
        for (const { n, rounds } of images) {
          if (perLoad * rounds > spare) continue;
          const room = chip.bufferWords / n - q * r * inputPlane;
          const m = mostBelow(floor(room / psumPlane));
          if (m < 1) break;
          const loads = ceil(filters / m);
          if (ifmap.DRAM * inputWords * loads > spare) break;
          const steps = max(loads, reads);
          const energy =
            fixed + inputWords * (ifmap.DRAM * loads + ifmap.buffer * steps) + perLoad * rounds;
          if (energy > limit) continue;
          const fewest = { p, q, r, t: ceil(filterFolds / steps), e, n, m: ceil(filters / loads) };
          const cycles = cyclesOf(geometry, fewest, chip);
          if (!isBetter({ energy, cycles }, found)) continue;
          found = { mapping: fewest, energy, cycles };
          limit = energy * (1 + ROUNDING);
        }
      }
    }
  }
  return found === best ? undefined : found;
}
