import {
  E,
  type Extents,
  F,
  ONES,
  productOf,
  R,
  RELEVANT,
  S,
  type TensorName,
  times,
} from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import { tileWords, unitedWords } from './tile-words.ts';
import type { Tiling } from './tiling.ts';

/** Dense word accesses of one tensor, over all PEs. */
export interface TensorCounts {
  /** Per level: words read for the levels inside, and written by them or from outside. */
  readonly reads: number[];
  readonly writes: number[];
  /** Of the innermost level that keeps the tensor: words that MACs read, and psums that they write. */
  macReads: number;
  macWrites: number;
  /** Words that enter a PE, or psums that go from one PE to the next. */
  hops: number;
  /** Those of `hops` that serve one MAC each. */
  macHops: number;
}

/** Loops outside level `from` that are not placed yet. */
export interface Unplaced {
  readonly from: number;
  /** What is left of each dimension. */
  readonly rest: Extents;
  /** True: their order keeps this tensor's tiles as long as possible; false: it never does. */
  readonly kept: boolean;
}

/** The other dimension along the same axis of the ifmap. */
const PARTNER: Readonly<Record<number, number>> = { [E]: R, [R]: E, [F]: S, [S]: F };

/** A mapping with the tiles of its levels, and the loops over rows and columns in one. */
export interface Tiled extends Tiling {
  readonly tiles: readonly Extents[];
  readonly spatial: Extents;
}

/**
 * Counts how often the words of a tensor move.
 *
 * - A tile stays while none of its tensor's indices changes: of the loops outside, those inside the
 *   innermost relevant one cost nothing. A new tile is loaded whole, or slides (`slides`).
 * - PEs that differ only in loops that the tensor does not depend on share one read (multicast), or
 *   send one sum (psums are added on the way). With `passesOn`, what any PE held one tap before is
 *   passed on instead of read.
 * - A psum that is updated for the first time is not read. Sending a tile of psums outwards is not
 *   counted as a read.
 *
 * With `unplaced` loops, levels outside `from` are left out, and the counts are those of an order in
 * which the tensor's tiles are kept, or not, across these loops.
 */
export function countTensor(
  machine: Machine,
  layer: LayerShape,
  tiled: Tiled,
  tensor: TensorName,
  unplaced?: Unplaced,
): TensorCounts {
  const { levels, shared } = machine;
  const counts: TensorCounts = {
    reads: new Array<number>(levels.length).fill(0),
    writes: new Array<number>(levels.length).fill(0),
    macReads: 0,
    macWrites: 0,
    hops: 0,
    macHops: 0,
  };
  const from = unplaced?.from ?? 0;
  const { spatial } = tiled;
  const pes = productOf(spatial);
  let alike = 1;
  for (let d = 0; d < spatial.length; d++) if (!RELEVANT[tensor][d]) alike *= spatial[d]!;
  const cycles = productOf(layer.bounds) / pes;
  const psums = tensor === 'ofmap';
  const finished = psums ? tileWords(tensor, layer.bounds, layer) : 0;
  const { sharesHalo = false, passesOn: passes = false } = machine.architecture.array ?? {};
  const union = tensor === 'ifmap' && (sharesHalo || passes);
  // What one PE has of each dimension; not known yet while its loops are not placed.
  const apart = from <= shared ? (tiled.tiles[shared] ?? ONES) : undefined;
  const alone: WordsOf = (tile) => tileWords(tensor, tile, layer);
  const together: WordsOf = (tile) => {
    const gaps =
      apart !== undefined && [E, F, R, S].some((d) => spatial[d]! > 1 && tile[d]! < apart[d]!);
    return gaps ? unitedWords(tile, spatial, apart, layer) : alone(times(tile, spatial));
  };

  const keepers = machine.keepers[tensor];
  let parent = keepers[0]!;
  // Psums that start from zero in the level at hand instead of from a partial sum.
  let fresh = finished;
  for (let i = 1; i < keepers.length; i++) {
    const level = keepers[i]!;
    if (level >= from) {
      const crosses = parent < shared && level >= shared;
      const held = tiled.tiles[level]!;
      const slides = slidesOf(machine, tiled, tensor, level);
      const own = visits(tiled, tensor, level, slides, unplaced);
      const words = loadedWords(alone, held, own) * (level >= shared ? pes : 1);
      const sent = crosses ? words / alike : words;
      if (psums) {
        if (parent < from && parent >= shared && alike > 1) fresh = sent;
        const again = sent - fresh;
        counts.writes[parent]! += sent;
        counts.reads[parent]! += again;
        counts.writes[level]! += again;
        if (crosses) counts.hops += words - sent;
        fresh = words - again;
      } else {
        const all = passes ? (d: number) => isTap(d) || (slides?.(d) ?? false) : slides;
        counts.reads[parent]! +=
          crosses && union
            ? loadedWords(together, held, visits(tiled, tensor, level, all, unplaced))
            : sent;
        counts.writes[level]! += words;
        if (crosses) counts.hops += words;
      }
    }
    parent = level;
  }

  const crosses = parent < shared;
  const words = crosses ? (cycles * pes) / alike : cycles * pes;
  if (psums) {
    if (parent < from && parent >= shared && alike > 1) fresh = words;
    counts.macWrites = words;
    counts.macReads = words - fresh;
    if (crosses) counts.macHops = cycles * pes - words;
  } else {
    counts.macReads = crosses && union ? cycles * together(ONES) : words;
    if (crosses) counts.macHops = cycles * pes;
  }
  return counts;
}

type WordsOf = (tile: Extents) => number;
/** Along which dimensions a tile slides. */
type Slides = (d: number) => boolean;

const isTap: Slides = (d) => d === R || d === S;

/** Of one instance of a level; windows of neighbouring PEs do not slide into each other. */
function slidesOf(
  { levels, shared }: Machine,
  { spatial }: Tiled,
  tensor: TensorName,
  level: number,
): Slides | undefined {
  if (tensor !== 'ifmap' || !levels[level]!.slides) return undefined;
  return (d) => d >= E && (level < shared || spatial[d]! * spatial[PARTNER[d]!]! === 1);
}

/** How a level gets its tiles. */
interface Visits {
  /** How often a new one. */
  readonly count: number;
  /** Each slides along this dimension, in so many steps. */
  readonly along: number | undefined;
  readonly steps: number;
  /** By what it grows when any of the unplaced loops may be the one along which it slides. */
  readonly window: Extents | undefined;
}

/** Words of all tiles; of a window that slides: its first tile and what each further step adds. */
function loadedWords(
  wordsOf: WordsOf,
  held: Extents,
  { count, along, steps, window }: Visits,
): number {
  const tile = window === undefined ? held : times(held, window);
  const words = wordsOf(tile);
  if (along === undefined) return count * words;
  const two = wordsOf(tile.with(along, 2 * tile[along]!));
  return count * (words + (steps - 1) * (two - words));
}

function visits(
  { temporal, orders }: Tiling,
  tensor: TensorName,
  level: number,
  slides: Slides | undefined,
  unplaced: Unplaced | undefined,
): Visits {
  const relevant = RELEVANT[tensor];
  const from = unplaced?.from ?? 0;
  let count = 1;
  let kept = true;
  let along: number | undefined;
  let steps = 1;
  for (let outer = level - 1; outer >= from; outer--) {
    const order = orders[outer]!;
    const bounds = temporal[outer]!;
    for (let i = order.length - 1; i >= 0; i--) {
      const d = order[i]!;
      const bound = bounds[d]!;
      if (bound === 1) continue;
      if (kept && relevant[d]) {
        kept = false;
        if (slides?.(d)) {
          along = d;
          steps = bound;
        } else count *= bound;
      } else if (!kept) count *= bound;
    }
  }
  if (unplaced === undefined) return { count, along, steps, window: undefined };
  const { rest } = unplaced;
  const mayGrow = kept && slides !== undefined;
  for (let d = 0; d < rest.length; d++) {
    if (relevant[d] ? !(mayGrow && slides(d)) : !(kept && unplaced.kept)) count *= rest[d]!;
  }
  const window = mayGrow ? rest.map((bound, d) => (slides(d) ? bound : 1)) : undefined;
  return { count, along, steps, window };
}
