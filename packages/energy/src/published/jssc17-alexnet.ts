import type { Workload } from '@picojoule/spec';
import type { Mapping } from '../eyeriss/mapping.ts';
import { alexNet, type Densities } from './alexnet.ts';

export type ConvLayer = 'CONV1' | 'CONV2' | 'CONV3' | 'CONV4' | 'CONV5';

/** Batch of all the paper's AlexNet tables. */
const BATCH = 4;

/** JSSC 2017, table III: the mapping of AlexNet on the chip (from a transcription of the paper). */
export const CHIP_MAPPINGS: Readonly<Record<ConvLayer, Mapping>> = {
  CONV1: { m: 96, n: 1, e: 7, p: 16, q: 1, r: 1, t: 2 },
  CONV2: { m: 64, n: 1, e: 27, p: 16, q: 2, r: 1, t: 1 },
  CONV3: { m: 64, n: 4, e: 13, p: 16, q: 4, r: 1, t: 4 },
  CONV4: { m: 64, n: 4, e: 13, p: 16, q: 3, r: 2, t: 2 },
  CONV5: { m: 64, n: 4, e: 13, p: 16, q: 3, r: 2, t: 2 },
};

/** A row of JSSC 2017, table V: the chip measured on AlexNet, batch 4, 1 V, 200 MHz. */
export interface Measured {
  readonly milliwatts: number;
  /** Processing latency: with DRAM traffic overlapped. */
  readonly milliseconds: number;
  readonly activePes: number;
  /** Zeros of the ifmap, per cent, its padding included: CONV4's follow from CONV3's ofmap only so. */
  readonly ifmapZeros: number;
  readonly bufferMegabytes: number;
  readonly dramMegabytes: number;
}

const measured = (
  milliwatts: number,
  milliseconds: number,
  activePes: number,
  ifmapZeros: number,
  bufferMegabytes: number,
  dramMegabytes: number,
): Measured => ({
  milliwatts,
  milliseconds,
  activePes,
  ifmapZeros,
  bufferMegabytes,
  dramMegabytes,
});

export const TABLE_5: Readonly<Record<ConvLayer, Measured>> = {
  CONV1: measured(332, 16.5, 154, 0.01, 18.5, 5.0),
  CONV2: measured(288, 39.2, 135, 38.7, 77.6, 4.0),
  CONV3: measured(266, 21.8, 156, 72.5, 50.2, 3.0),
  CONV4: measured(235, 16.0, 156, 79.3, 37.4, 2.1),
  CONV5: measured(236, 10.0, 156, 77.6, 24.9, 1.3),
};

/** Its last row, as printed: active PEs on average over time; digits are lost against the sums. */
export const TABLE_5_TOTAL: Measured = measured(278, 103.5, 148, 57.5, 208.5, 15.4);

/** Zeros of the ofmaps, per cent, as one open model of the chip sets them; the paper prints none. */
const OFMAP_ZEROS: Readonly<Record<ConvLayer, number>> = {
  CONV1: 51,
  CONV2: 80.7,
  CONV3: 72.4,
  CONV4: 70.2,
  CONV5: 90.5,
};

/** The five layers as the chip ran them. */
export function chipAlexNet(): Workload[] {
  const dense = alexNet(BATCH).filter(({ kind }) => kind === 'conv');
  const densities: Densities = Object.fromEntries(
    dense.map(({ layer, input: [height, width], pads: [top, left, bottom, right] }) => {
      const padded = (height + top + bottom) * (width + left + right);
      const { ifmapZeros } = TABLE_5[layer as ConvLayer];
      const stored = ((1 - ifmapZeros / 100) * padded) / (height * width);
      return [layer, { input: stored, output: 1 - OFMAP_ZEROS[layer as ConvLayer] / 100 }];
    }),
  );
  return alexNet(BATCH, densities).filter(({ kind }) => kind === 'conv');
}
