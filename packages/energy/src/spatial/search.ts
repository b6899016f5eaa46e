import { countTensor, type Unplaced } from './count-tensor.ts';
import {
  C,
  E,
  type Extents,
  F,
  G,
  indexOf,
  M,
  N,
  ONES,
  type PerTensor,
  R,
  RELEVANT,
  S,
  TENSORS,
  type TensorName,
  times,
} from './dimensions.ts';
import { divide, fullFactorsOf } from './factors.ts';
import type { LayerShape } from './layer-shape.ts';
import { fitsFrom } from './limits.ts';
import type { Machine } from './machine.ts';
import { obstacleAt } from './obstacle.ts';
import { spatialChoices } from './spatial-choices.ts';
import { tensorEnergy } from './tensor-energy.ts';
import { tileWords } from './tile-words.ts';
import type { Tiling } from './tiling.ts';

/**
 * The orders of a level's loops: the loops that a tensor does not depend on are innermost, so that its
 * tile stays. As these sets have no dimension in common, no other order keeps more.
 */
const ORDERS: PerTensor<readonly number[]> = {
  ifmap: [G, N, C, R, S, E, F, M],
  weight: [G, M, C, R, S, N, E, F],
  ofmap: [G, N, M, E, F, C, R, S],
};

export interface Found {
  readonly tiling: Tiling;
  /** Dense, without that of the MACs. */
  readonly energy: number;
  /** False: the search was cut off; there may be a better mapping. */
  readonly complete: boolean;
}

/** Levels from `from` inwards are mapped; `rest` is left for those outside. */
interface Partial {
  readonly temporal: readonly Extents[];
  readonly orders: readonly (readonly number[])[];
  readonly tiles: readonly Extents[];
  readonly rows: Extents;
  readonly columns: Extents;
  readonly spatial: Extents;
  readonly from: number;
  readonly rest: Extents;
  /** Energy of the best completion is at least this. */
  readonly bound: number;
}

/**
 * Finds the mapping of least energy among those whose loop bounds are divisors, in the places that the
 * architecture allows, where no further factor fits on the array, or into a level and those
 * outside it. From the PEs
 * outwards, the most promising first; what cannot get better than the best is left out (branch and
 * bound). Depends on the dense layer alone.
 *
 * @param limit Mappings looked at, at most.
 * @returns the constraint that fails, when there is no mapping; undefined, when the limit came first.
 */
export function searchTiling(
  machine: Machine,
  layer: LayerShape,
  limit = Number.POSITIVE_INFINITY,
): Found | string | undefined {
  const search = new Search(machine, layer, limit);
  for (const filled of [true, false]) {
    const roots = [...spatialChoices(machine, layer, filled)].map(({ rows, columns }) =>
      search.partial({
        temporal: machine.levels.map(() => ONES),
        orders: machine.levels.map(() => ORDERS.weight),
        tiles: machine.levels.map(() => ONES),
        rows,
        columns,
        spatial: times(rows, columns),
        from: machine.levels.length,
        rest: divide(layer.bounds, times(rows, columns)),
      }),
    );
    search.descend(roots);
    if (search.best !== undefined) break;
  }
  if (search.best !== undefined) return { ...search.best, complete: !search.isCutOff };
  return search.isCutOff ? undefined : search.obstacle;
}

class Search {
  best: { readonly tiling: Tiling; readonly energy: number } | undefined;
  isCutOff = false;
  obstacle = '';
  private outermostObstacle = Number.POSITIVE_INFINITY;
  /** Least energy of loading each level outside `from` once, by `from`. */
  private readonly least: readonly number[];
  private readonly machine: Machine;
  private readonly layer: LayerShape;
  private readonly limit: number;
  private looked = 0;

  constructor(machine: Machine, layer: LayerShape, limit: number) {
    this.machine = machine;
    this.layer = layer;
    this.limit = limit;
    this.least = machine.levels.map((_, from) => leastOutside(machine, layer, from));
    this.least = [...this.least, leastOutside(machine, layer, machine.levels.length)];
  }

  descend(partials: Partial[]): void {
    partials.sort((a, b) => a.bound - b.bound);
    for (const partial of partials) {
      if (this.best !== undefined && partial.bound >= this.best.energy) return;
      if (this.looked >= this.limit) {
        this.isCutOff = true;
        return;
      }
      if (partial.from === 0) this.best = { tiling: partial, energy: partial.bound };
      else this.descend([...this.children(partial)]);
    }
  }

  /** The ways to map the next level outwards. */
  private *children(parent: Partial): Generator<Partial> {
    const { machine, layer } = this;
    const level = parent.from - 1;
    const { loops, whole } = machine.levels[level]!;
    const { spatial } = parent;
    const crosses = level === machine.shared - 1;
    const inside = level + 1 < machine.levels.length ? parent.tiles[level + 1]! : ONES;
    const tile = crosses ? times(inside, spatial) : inside;
    const mustHold = whole.map(indexOf);
    const allowed = loops.map(indexOf);
    let found = false;
    const fits = (factors: Extents) =>
      fitsFrom(machine, layer, level, times(tile, factors), spatial);
    for (const factors of level === 0 ? [parent.rest] : fullFactorsOf(parent.rest, allowed, fits)) {
      const rest = divide(parent.rest, factors);
      if (mustHold.some((d) => rest[d] !== 1)) continue;
      if (level === 0 && factors.some((f, d) => f > 1 && !allowed.includes(d))) continue;
      for (const tensor of this.orders(level, factors)) {
        found = true;
        this.looked++;
        yield this.partial({
          temporal: parent.temporal.with(level, factors),
          orders: parent.orders.with(level, ORDERS[tensor]),
          tiles: parent.tiles.with(level, times(tile, factors)),
          rows: parent.rows,
          columns: parent.columns,
          spatial,
          from: level,
          rest,
        });
      }
    }
    if (!found && level < this.outermostObstacle) {
      this.outermostObstacle = level;
      this.obstacle = obstacleAt(machine, layer, level, tile, parent.rest);
    }
  }

  /** Tensors for which a level's loops are worth an order of their own. */
  private orders(level: number, factors: Extents): readonly TensorName[] {
    const { levels, keepers, architecture } = this.machine;
    const { stationary } = levels[level]!;
    if (stationary !== undefined) return [stationary];
    // Which loop is innermost matters to the windows inside.
    const slide = levels.some(({ slides }, inner) => inner > level && slides);
    if (slide || architecture.array?.passesOn === true) return differentOrders(factors);
    const worth = TENSORS.filter(
      (tensor) =>
        keepers[tensor].at(-1)! > level && factors.some((f, d) => f > 1 && !RELEVANT[tensor][d]),
    );
    return worth.length > 0 ? worth : ['weight'];
  }

  /** Bounds the energy from below. */
  partial(state: Omit<Partial, 'bound'>): Partial {
    const { machine, layer } = this;
    const { from, rest } = state;
    const energyOf = (tensor: TensorName, unplaced?: Unplaced) =>
      tensorEnergy(machine, tensor, countTensor(machine, layer, state, tensor, unplaced));
    if (from === 0) {
      const bound = energyOf('ifmap') + energyOf('weight') + energyOf('ofmap');
      return { ...state, bound };
    }
    // The innermost loop outside keeps the tiles of one tensor, at most.
    const reloading: Unplaced = { from, rest, kept: false };
    const keeping: Unplaced = { from, rest, kept: true };
    let all = 0;
    let saved = 0;
    for (const tensor of TENSORS) {
      const reloaded = energyOf(tensor, reloading);
      all += reloaded;
      if (!rest.some((bound, d) => bound > 1 && !RELEVANT[tensor][d])) continue;
      saved = Math.max(saved, reloaded - energyOf(tensor, keeping));
    }
    return { ...state, bound: all - saved + this.least[from]! };
  }
}

function differentOrders(factors: Extents): TensorName[] {
  const seen = new Set<string>();
  return TENSORS.filter((tensor) => {
    const order = `${ORDERS[tensor].filter((d) => factors[d]! > 1)}`;
    return !seen.has(order) && seen.add(order);
  });
}

function leastOutside(machine: Machine, layer: LayerShape, from: number): number {
  let energy = 0;
  for (const tensor of TENSORS) {
    const words = tileWords(tensor, layer.bounds, layer);
    const keepers = machine.keepers[tensor];
    for (let i = 1; i < keepers.length && keepers[i]! < from; i++) {
      const [outer, inner] = [keepers[i - 1]!, keepers[i]!];
      energy +=
        words *
        (tensor === 'ofmap'
          ? machine.write[tensor][outer]!
          : machine.read[tensor][outer]! + machine.write[tensor][inner]!);
    }
  }
  return energy;
}
