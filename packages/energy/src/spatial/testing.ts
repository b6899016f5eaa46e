import type { TensorCounts } from './count-tensor.ts';
import {
  E,
  type Extents,
  F,
  type PerTensor,
  productOf,
  R,
  RELEVANT,
  S,
  TENSORS,
  type TensorName,
} from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';
import type { Machine } from './machine.ts';
import type { Tiling } from './tiling.ts';

/** One loop of the flat nest; `step` is what an iteration adds to the dimension's index. */
interface FlatLoop {
  readonly level: number;
  readonly d: number;
  readonly bound: number;
  readonly step: number;
}

/** A memory of one PE or a shared one, with the words it holds; true: a psum that was started. */
interface Store {
  key: string;
  coordinates: readonly number[];
  words: Map<string, boolean>;
}

/**
 * Walks the loop nest of a mapping, iteration by iteration and PE by PE, with the words of every
 * memory as sets, and counts what is moved. Slow and simple: the oracle of `countTensor`.
 *
 * @returns counts, and how often each multiplication (as its eight indices) was made.
 */
export function simulateNest(machine: Machine, layer: LayerShape, tiling: Tiling) {
  const { levels, shared, keepers } = machine;
  const { sharesHalo, passesOn } = machine.architecture.array ?? {};
  const pes = positions(tiling.rows).flatMap((row) =>
    positions(tiling.columns).map((column) => ({ row, column })),
  );
  const counts = Object.fromEntries(
    TENSORS.map((tensor) => [
      tensor,
      {
        reads: levels.map(() => 0),
        writes: levels.map(() => 0),
        macReads: 0,
        macWrites: 0,
        hops: 0,
        macHops: 0,
      },
    ]),
  ) as PerTensor<TensorCounts>;
  const loops = flatLoops(machine, tiling);
  const inPe = peTile(machine, tiling);
  /** First index of each dimension in a PE, for given iterations of all temporal loops. */
  const peOffset = (pe: (typeof pes)[number]): number[] =>
    pe.row.map((r, d) => (r * tiling.columns[d]! + pe.column[d]!) * inPe[d]!);
  const stores = new Map<string, Store>();
  const storeOf = (tensor: TensorName, level: number, pe: number): Store => {
    const id = `${tensor} ${level} ${level < shared ? 0 : pe}`;
    if (!stores.has(id)) stores.set(id, { key: '', coordinates: [], words: new Map() });
    return stores.get(id)!;
  };
  /** PEs that differ only in loops that the tensor does not depend on. */
  const groupsOf = (tensor: TensorName): number[][] => {
    const groups = new Map<string, number[]>();
    pes.forEach((pe, i) => {
      const at = peOffset(pe).filter((_, d) => RELEVANT[tensor][d]);
      groups.set(`${at}`, [...(groups.get(`${at}`) ?? []), i]);
    });
    return [...groups.values()];
  };
  const groups = Object.fromEntries(TENSORS.map((t) => [t, groupsOf(t)])) as PerTensor<number[][]>;
  const everyPe = pes.map((_, i) => [i]);
  /** Instances of a level, in the groups that its parent serves at once. */
  const served = (tensor: TensorName, parent: number, level: number): number[][] =>
    level < shared ? [[0]] : parent < shared ? groups[tensor] : everyPe;

  /** Words that are held at a level while the loops outside stand at `at`. */
  const held = (tensor: TensorName, level: number, pe: number, at: readonly number[]) => {
    const ranges: number[][] = range(8).map((d) => {
      let indices = [level >= shared ? peOffset(pes[pe]!)[d]! : 0];
      for (const [i, loop] of loops.entries()) {
        if (loop.d !== d) continue;
        const steps = loop.level < level ? [at[i]!] : range(loop.bound);
        indices = indices.flatMap((index) => steps.map((k) => index + k * loop.step));
      }
      if (level < shared) {
        const offsets = [...new Set(pes.map((each) => peOffset(each)[d]!))];
        indices = indices.flatMap((index) => offsets.map((offset) => index + offset));
      }
      return indices;
    });
    return wordsOf(tensor, ranges, layer);
  };

  const refresh = (tensor: TensorName, at: readonly number[]) => {
    const chain = keepers[tensor];
    const changed = chain
      .slice(1)
      .map((level, i) => ({ level, parent: chain[i]! }))
      .filter(({ level }) => keyOf(tensor, level, at) !== storeOf(tensor, level, 0).key);
    if (tensor === 'ofmap') for (const edge of [...changed].reverse()) drain(edge);
    for (const { level, parent } of changed) {
      const union = new Set<string>();
      const passed = passedOn(tensor, level, at) ? wordsInPes(tensor, level) : new Set();
      let sent = 0;
      let entered = 0;
      for (const group of served(tensor, parent, level)) {
        for (const [i, pe] of group.entries()) {
          const store = storeOf(tensor, level, pe);
          const tile = held(tensor, level, pe, at);
          const overlap = slidesTo(tensor, level, store.coordinates, at) ? store.words : new Map();
          const words = new Map([...tile].map((word) => [word, false]));
          if (tensor === 'ofmap') {
            const outer = storeOf(tensor, parent, pe).words;
            for (const word of tile) {
              if (i > 0 || outer.get(word) !== true) continue;
              words.set(word, true);
              counts.ofmap.reads[parent]!++;
              counts.ofmap.writes[level]!++;
            }
          } else {
            const fresh = [...tile].filter((word) => !overlap.has(word));
            counts[tensor].writes[level]! += fresh.length;
            entered += fresh.length;
            if (i === 0) sent += fresh.length;
            for (const word of fresh) if (!passed.has(word)) union.add(word);
          }
          store.words = words;
          store.key = keyOf(tensor, level, at);
          store.coordinates = [...at];
        }
      }
      if (tensor === 'ofmap') continue;
      const crosses = parent < shared && level >= shared;
      counts[tensor].reads[parent]! += crosses && isUnited(tensor) ? union.size : sent;
      if (crosses) counts[tensor].hops += entered;
    }
  };

  const drain = ({ level, parent }: { level: number; parent: number }) => {
    for (const group of served('ofmap', parent, level)) {
      const outer = storeOf('ofmap', parent, group[0]!).words;
      for (const word of storeOf('ofmap', level, group[0]!).words.keys()) {
        counts.ofmap.writes[parent]!++;
        if (level >= shared && parent < shared) counts.ofmap.hops += group.length - 1;
        outer.set(word, true);
      }
    }
  };

  const multiply = (tensor: TensorName, at: readonly number[]) => {
    const level = keepers[tensor].at(-1)!;
    const union = new Set<string>();
    const crosses = level < shared;
    for (const group of crosses ? groups[tensor] : everyPe) {
      const indices = range(8).map((d) => [indexAt(group[0]!, d, at)]);
      const [word] = [...wordsOf(tensor, indices, layer)] as [string];
      union.add(word);
      const store = storeOf(tensor, level, group[0]!);
      if (tensor === 'ofmap') {
        if (store.words.get(word) === true) counts.ofmap.macReads++;
        store.words.set(word, true);
        counts.ofmap.macWrites++;
        if (crosses) counts.ofmap.macHops += group.length - 1;
      } else {
        if (!store.words.has(word) && level > 0) throw new Error(`${tensor} ${word} is not held`);
        if (!isUnited(tensor) || !crosses) counts[tensor].macReads++;
        if (crosses) counts[tensor].macHops += group.length;
      }
    }
    if (tensor === 'ifmap' && crosses && isUnited(tensor)) counts.ifmap.macReads += union.size;
  };

  const indexAt = (pe: number, d: number, at: readonly number[]) =>
    loops.reduce(
      (index, loop, i) => index + (loop.d === d ? at[i]! * loop.step : 0),
      peOffset(pes[pe]!)[d]!,
    );
  const isUnited = (tensor: TensorName) =>
    tensor === 'ifmap' && [sharesHalo, passesOn].includes(true);
  const keyOf = (tensor: TensorName, level: number, at: readonly number[]) =>
    `at ${at.filter((_, i) => loops[i]!.level < level && RELEVANT[tensor][loops[i]!.d])}`;
  /** Whether the step to `at` only moves the window of a sliding level on by one. */
  const slidesTo = (
    tensor: TensorName,
    level: number,
    before: readonly number[],
    at: readonly number[],
  ) => {
    if (tensor !== 'ifmap' || !levels[level]!.slides) return false;
    const d = nextOne(level, before, at);
    if (d === undefined || ![E, F, R, S].some((each) => each === d)) return false;
    const axis = [E, R].some((each) => each === d) ? [E, R] : [F, S];
    const spread = axis.some((each) => tiling.rows[each]! * tiling.columns[each]! > 1);
    return !(spread && level >= shared);
  };
  /** The dimension of the innermost ifmap loop outside, if the step to `at` moves only that on by one. */
  const nextOne = (level: number, before: readonly number[], at: readonly number[]) => {
    const outside = loops.flatMap((loop, i) =>
      loop.level < level && RELEVANT.ifmap[loop.d] ? [i] : [],
    );
    const last = outside.at(-1);
    if (last === undefined || before.length === 0 || at[last] !== before[last]! + 1)
      return undefined;
    return outside.slice(0, -1).every((i) => at[i] === before[i]) ? loops[last]!.d : undefined;
  };
  /** Whether PEs get from each other what they held before the step to `at`, which is to the next tap. */
  const passedOn = (tensor: TensorName, level: number, at: readonly number[]) => {
    if (tensor !== 'ifmap' || passesOn !== true || level < shared) return false;
    const d = nextOne(level, storeOf(tensor, level, 0).coordinates, at);
    return d === R || d === S;
  };
  const wordsInPes = (tensor: TensorName, level: number) =>
    new Set(pes.flatMap((_, pe) => [...storeOf(tensor, level, pe).words.keys()]));

  const made = new Map<string, number>();
  for (const at of iterations(loops.map(({ bound }) => bound))) {
    for (const tensor of TENSORS) refresh(tensor, at);
    for (const tensor of TENSORS) multiply(tensor, at);
    pes.forEach((_, pe) => {
      const mac = `${range(8).map((d) => indexAt(pe, d, at))}`;
      made.set(mac, (made.get(mac) ?? 0) + 1);
    });
  }
  const chain = keepers.ofmap;
  for (let i = chain.length - 1; i > 0; i--) drain({ level: chain[i]!, parent: chain[i - 1]! });
  return { counts, made };
}

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** All index vectors below `bounds`, the last one fastest. */
function* iterations(bounds: readonly number[]): Generator<number[]> {
  for (let i = 0; i < productOf(bounds); i++) {
    const at: number[] = [];
    let rest = i;
    for (let k = bounds.length - 1; k >= 0; k--) {
      at[k] = rest % bounds[k]!;
      rest = Math.floor(rest / bounds[k]!);
    }
    yield at;
  }
}

const positions = (axis: Extents): number[][] => [...iterations(axis)];

/** The temporal loops, outermost first. */
function flatLoops({ levels, shared }: Machine, tiling: Tiling): FlatLoop[] {
  const loops: FlatLoop[] = [];
  const step = Array.from({ length: 8 }, () => 1);
  for (let level = levels.length - 1; level >= 0; level--) {
    if (level === shared - 1) {
      for (let d = 0; d < 8; d++) step[d]! *= tiling.rows[d]! * tiling.columns[d]!;
    }
    for (const d of [...tiling.orders[level]!].reverse()) {
      const bound = tiling.temporal[level]![d]!;
      if (bound > 1) loops.unshift({ level, d, bound, step: step[d]! });
      step[d]! *= bound;
    }
  }
  return loops;
}

const peTile = ({ shared }: Machine, { temporal }: Tiling): number[] =>
  range(8).map((d) => productOf(temporal.slice(shared).map((bounds) => bounds[d]!)));

/** Addresses of a tensor's words for all combinations of indices. */
function wordsOf(tensor: TensorName, ranges: readonly number[][], layer: LayerShape): Set<string> {
  const words = new Set<string>();
  const used = ranges.map((indices, d) => (RELEVANT[tensor][d] ? indices : [0]));
  for (const at of iterations(used.map((indices) => indices.length))) {
    const [n, g, m, c, e, f, r, s] = at.map((i, d) => used[d]![i]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [y, x] = [
      e * layer.strides[0] + r * layer.dilations[0],
      f * layer.strides[1] + s * layer.dilations[1],
    ];
    words.add(tensor === 'ifmap' ? `${[n, g, c, y, x]}` : `${[n, g, m, c, e, f, r, s]}`);
  }
  return words;
}
