import type { Handle } from './handle.ts';
import type { Kernels } from './kernels.ts';

/** For each element along an axis of the result, the element of the source; -1 reads as zero. */
export type AxisMap = Int32Array;

/** The map of rows that stand at `positions` among `size`, zeros between them. */
export function rowsAt(positions: Int32Array, size: number): AxisMap {
  const map = new Int32Array(size).fill(-1);
  positions.forEach((position, row) => {
    map[position] = row;
  });
  return map;
}

const zerosLike = (x: Handle) => x.shape.map(() => 0);

/** Reads an axis through a map. */
export function mapAxis(k: Kernels, x: Handle, axis: number, map: AxisMap): Handle {
  const size = x.shape[axis]!;
  if (map.length === size && map.every((from, to) => from === to)) return x;
  if (!map.includes(-1)) {
    const start = map[0] ?? 0;
    if (map.every((from, to) => from === start + to)) {
      return k.slice(x, zerosLike(x).with(axis, start), x.shape.with(axis, map.length));
    }
    return k.gather(x, map, axis);
  }
  const inside = map.findIndex((from) => from !== -1);
  const after = map.length - inside - size;
  const plain = inside >= 0 && after >= 0;
  if (
    plain &&
    map.every((from, to) => from === (to < inside || to >= inside + size ? -1 : to - inside))
  ) {
    return k.pad(x, zerosLike(x).with(axis, inside), zerosLike(x).with(axis, after), 0);
  }
  const padded = k.pad(x, zerosLike(x), zerosLike(x).with(axis, 1), 0);
  return k.gather(
    padded,
    map.map((from) => (from < 0 ? size : from)),
    axis,
  );
}

/**
 * The gradient of `mapAxis`: each source element gets the sum of what was read from it. An element
 * that was read several times is summed read by read, in the order of the result.
 */
export function mapAxisGradient(
  k: Kernels,
  g: Handle,
  axis: number,
  map: AxisMap,
  size: number,
): Handle {
  const layers: Int32Array[] = [new Int32Array(size).fill(-1)];
  map.forEach((from, to) => {
    if (from < 0) return;
    let layer = layers.find((candidate) => candidate[from] === -1);
    if (layer === undefined) {
      layer = new Int32Array(size).fill(-1);
      layers.push(layer);
    }
    layer[from] = to;
  });
  return layers
    .map((layer) => mapAxis(k, g, axis, layer))
    .reduce((sum, term) => k.binary('add', sum, term));
}
