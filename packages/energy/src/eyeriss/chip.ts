import type { Pair } from '@picojoule/spec';

/** A store of one PE: what a mapping needs of it and what it holds, in 16-bit words. */
export interface Demand {
  readonly store: string;
  readonly needs: number;
  readonly holds: number;
}

/** Words per cycle from the buffer into the array, and of psums back. */
export interface Buses {
  readonly filter: number;
  readonly ifmap: number;
  readonly psum: number;
}

/** What limits a row-stationary mapping. Words are of 16 bits. */
export interface Chip {
  readonly name: string;
  /** Rows and columns of PEs. */
  readonly array: Pair;
  /** Words of ifmap and psum in the global buffer. */
  readonly bufferWords: number;
  /** PE sets of `rows` x `columns` that the array holds at once; 0 when not even one fits. */
  setsOf(rows: number, columns: number): number;
  /** Most filters p per PE when it holds `channels` channels of filter rows of `width` taps; 0 for none. */
  filtersPerPe(channels: number, width: number): number;
  /** What `filters` x `channels` per PE take of its stores; they fit when `filters <= filtersPerPe`. */
  storesOf(filters: number, channels: number, width: number): readonly Demand[];
  /** Absent where no paper gives them: transfers then take no time of their own. */
  readonly buses?: Buses;
}

/** Sets side by side and above each other; one that is wider than the array is cut into segments. */
export const placedOn =
  ([high, wide]: Pair) =>
  (rows: number, columns: number): number => {
    const slots = Math.floor(high / rows) * Math.floor(wide / Math.min(columns, wide));
    return Math.floor(slots / Math.ceil(columns / wide));
  };

/**
 * The set-up of the analysis of ISCA 2016, section VI: 256 PEs, 512 B register file per PE shared by
 * p filter rows, one ifmap window and p psums, 128 kB buffer. Sets are placed by their PE count alone.
 */
const isca16: Chip = {
  name: 'isca16',
  array: [16, 16],
  bufferWords: (128 * 1024) / 2,
  setsOf: (rows, columns) => Math.floor(256 / (rows * columns)),
  filtersPerPe: (channels, width) =>
    Math.max(0, Math.floor((256 - channels * width) / (channels * width + 1))),
  storesOf: (p, q, S) => [
    { store: 'register file (p q S + q S + p words)', needs: p * q * S + q * S + p, holds: 256 },
  ],
};

/**
 * The fabricated chip of JSSC 2017: 12 x 14 PEs, scratch pads of 224 filter, 12 ifmap and 24 psum
 * words, 100 kB of buffer for ifmap and psum. The networks into the array are 64 bits wide for filters
 * and psums and 16 for ifmaps (section V-B).
 */
const jssc17: Chip = {
  name: 'jssc17',
  array: [12, 14],
  bufferWords: (100 * 1024) / 2,
  setsOf: placedOn([12, 14]),
  filtersPerPe: (channels, width) =>
    channels * width > 12 ? 0 : Math.min(24, Math.floor(224 / (channels * width))),
  storesOf: (p, q, S) => [
    { store: 'filter scratch pad (p q S words)', needs: p * q * S, holds: 224 },
    { store: 'ifmap scratch pad (q S words)', needs: q * S, holds: 12 },
    { store: 'psum scratch pad (p words)', needs: p, holds: 24 },
  ],
  buses: { filter: 4, ifmap: 1, psum: 4 },
};

export const chips = { isca16, jssc17 } as const;

/**
 * Longest piece of a filter, in rows and in taps of a row, that one PE set takes; larger filters are
 * split into pieces that accumulate like channels. 12 is the array's height and the ifmap scratch pad
 * of the chip; both set-ups use it.
 */
export const LARGEST_PIECE = 12;
