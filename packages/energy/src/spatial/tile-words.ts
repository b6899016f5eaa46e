import { C, E, type Extents, F, G, M, N, R, S, type TensorName } from './dimensions.ts';
import type { LayerShape } from './layer-shape.ts';

/**
 * Ifmap rows (or columns) that `outputs` adjacent ofmap rows touch with `taps` adjacent filter rows:
 * the different values of `output * stride + tap * dilation`.
 */
export function distinctPositions(
  outputs: number,
  taps: number,
  stride: number,
  dilation: number,
): number {
  const divisor = commonDivisor(stride, dilation);
  // Taps whose positions are equal modulo the stride meet; two neighbours of such a class are
  // dilation / divisor outputs apart.
  const classes = Math.min(taps, stride / divisor);
  return classes * outputs + (taps - classes) * Math.min(dilation / divisor, outputs);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** Words of a tensor that a tile of the loop nest touches; the ifmap's padding counts. */
export function tileWords(
  tensor: TensorName,
  tile: Extents,
  { strides, dilations }: Pick<LayerShape, 'strides' | 'dilations'>,
): number {
  switch (tensor) {
    case 'weight':
      return tile[G]! * tile[M]! * tile[C]! * tile[R]! * tile[S]!;
    case 'ofmap':
      return tile[N]! * tile[G]! * tile[M]! * tile[E]! * tile[F]!;
    case 'ifmap':
      return (
        tile[N]! *
        tile[G]! *
        tile[C]! *
        distinctPositions(tile[E]!, tile[R]!, strides[0], dilations[0]) *
        distinctPositions(tile[F]!, tile[S]!, strides[1], dilations[1])
      );
  }
}

/**
 * Words of the ifmap that PEs touch together when each touches `tile` and their tiles lie `apart`, which is
 * what one PE has of each dimension. Tiles that are smaller than that leave gaps.
 */
export function unitedWords(
  tile: Extents,
  spatial: Extents,
  apart: Extents,
  { strides, dilations }: Pick<LayerShape, 'strides' | 'dilations'>,
): number {
  const along = (output: number, tap: number, axis: 0 | 1) => {
    const outputs = indices(spatial[output]!, apart[output]!, tile[output]!);
    const taps = indices(spatial[tap]!, apart[tap]!, tile[tap]!);
    const positions = new Set<number>();
    for (const e of outputs) {
      for (const r of taps) positions.add(e * strides[axis] + r * dilations[axis]);
    }
    return positions.size;
  };
  let words = along(E, R, 0) * along(F, S, 1);
  for (const d of [N, G, C]) words *= spatial[d]! * tile[d]!;
  return words;
}

/** Indices that `pes` PEs touch of one dimension: `held` adjacent ones each. */
const indices = (pes: number, apart: number, held: number): number[] =>
  Array.from({ length: pes * held }, (_, i) => Math.floor(i / held) * apart + (i % held));
