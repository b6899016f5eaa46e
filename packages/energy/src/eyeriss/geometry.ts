import type { Workload } from '@picojoule/spec';
import { phasesOf, spanOf, stretchOf } from '../stretch.ts';
import { LARGEST_PIECE } from './chip.ts';

/**
 * A layer pass as the row-stationary dataflow sees it, per group where not said otherwise.
 *
 * - Filters above 12 x 12 are split into equal pieces, each counted as a channel of its own.
 * - A transposed convolution of stride s is s x s plain ones (one per output phase) on the stored map:
 *   the phases count as filters, so inserted zeros are neither moved nor multiplied. Phases that no tap
 *   meets (of a 1 x 1 filter all but one) are left out, but for the zeros that they store.
 * - Maps may be cut into column tiles.
 */
export interface Geometry {
  readonly batch: number;
  readonly groups: number;
  /** Channels, times pieces. */
  readonly channels: number;
  /** Filters, times phases. */
  readonly filters: number;
  /** Of one filter piece: mean, and largest for capacities. */
  readonly rows: number;
  readonly mostRows: number;
  readonly taps: number;
  readonly mostTaps: number;
  readonly stride: number;
  readonly dilation: number;
  /** Ofmap size; its widest column tile; number of tiles. */
  readonly outputRows: number;
  readonly columns: number;
  readonly tileColumns: number;
  readonly tiles: number;
  /** Columns of the padded ifmap: of the widest tile, and of all tiles with their overlap. */
  readonly tileInputColumns: number;
  readonly inputColumns: number;
  /** Words over all groups and images: stored weights, ofmap, and ofmap of phases without taps. */
  readonly weightWords: number;
  readonly outputWords: number;
  readonly emptyWords: number;
  /** Share of stored values in the padded ifmap. */
  readonly storedShare: number;
  /** MACs per ofmap value, dense. */
  readonly macsPerOutput: number;
}

/** Rows (or columns) of ifmap that `outputs` adjacent outputs touch. */
export const touched = (outputs: number, taps: number, stride: number, dilation: number) =>
  Math.min((outputs - 1) * stride + spanOf(taps, dilation), outputs * taps);

/** As `touched`, summed over `parts` strips or tiles of all `outputs`. */
export const touchedByAll = (
  outputs: number,
  parts: number,
  taps: number,
  stride: number,
  dilation: number,
) => Math.min((outputs - parts) * stride + parts * spanOf(taps, dilation), outputs * taps);

/** With tiles of `tileColumns` ofmap columns; without, whole rows. */
export function geometryOf(workload: Workload, tileColumns?: number): Geometry {
  const { groups, kernel, dilations } = workload;
  const [stretchY, stretchX] = stretchOf(workload);
  const [phasesY, phasesX] = phasesOf(workload);
  const [R, S] = [Math.ceil(kernel[0] / phasesY), Math.ceil(kernel[1] / phasesX)];
  const [E, F] = [
    Math.ceil(workload.output[0] / stretchY),
    Math.ceil(workload.output[1] / stretchX),
  ];
  const [strideY, strideX] = workload.strides;
  const [down, across] = [Math.ceil(R / LARGEST_PIECE), Math.ceil(S / LARGEST_PIECE)];
  const [mostRows, mostTaps] = [Math.ceil(R / down), Math.ceil(S / across)];
  const columnsOf = (outputs: number) => touched(outputs, mostTaps, strideX, dilations[1]);
  const widest = Math.min(F, tileColumns ?? F);
  const tiles = Math.ceil(F / widest);

  const channels = workload.inputChannels / groups;
  const padded = touched(E, R, strideY, dilations[0]) * touched(F, S, strideX, dilations[1]);
  const ofmapWords =
    workload.batch * workload.outputChannels * workload.output[0] * workload.output[1];
  const withTaps = (phasesY * phasesX) / (stretchY * stretchX);
  return {
    batch: workload.batch,
    groups,
    channels: channels * down * across,
    filters: (workload.outputChannels / groups) * phasesY * phasesX,
    rows: R / down,
    mostRows,
    taps: S / across,
    mostTaps,
    stride: strideY,
    dilation: dilations[0],
    outputRows: E,
    columns: F,
    tileColumns: widest,
    tiles,
    tileInputColumns: columnsOf(widest),
    inputColumns: touchedByAll(F, tiles, S / across, strideX, dilations[1]),
    weightWords: channels * workload.outputChannels * kernel[0] * kernel[1],
    outputWords: ofmapWords * withTaps,
    emptyWords: ofmapWords * (1 - withTaps),
    storedShare: Math.min(1, (workload.input[0] * workload.input[1]) / padded),
    macsPerOutput: channels * R * S,
  };
}
