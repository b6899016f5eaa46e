/** What limits a row-stationary mapping. Words are of 16 bits. */
export interface Chip {
  readonly name: string;
  /** Words of ifmap and psum in the global buffer. */
  readonly bufferWords: number;
  /** PE sets of `rows` x `columns` that the array holds at once; 0 when not even one fits. */
  setsOf(rows: number, columns: number): number;
  /** Most filters p per PE when it holds `channels` channels of filter rows of `width` taps; 0 for none. */
  filtersPerPe(channels: number, width: number): number;
}

/**
 * The set-up of the analysis of ISCA 2016, section VI: 256 PEs, 512 B register file per PE shared by
 * p filter rows, one ifmap window and p psums, 128 kB buffer. Sets are placed by their PE count alone.
 */
const isca16: Chip = {
  name: 'isca16',
  bufferWords: (128 * 1024) / 2,
  setsOf: (rows, columns) => Math.floor(256 / (rows * columns)),
  filtersPerPe: (channels, width) =>
    Math.max(0, Math.floor((256 - channels * width) / (channels * width + 1))),
};

/**
 * The fabricated chip of JSSC 2017: 12 x 14 PEs, scratch pads of 224 filter, 12 ifmap and 24 psum
 * words, 100 kB of buffer for ifmap and psum. A set wider than 14 columns is cut into segments.
 */
const jssc17: Chip = {
  name: 'jssc17',
  bufferWords: (100 * 1024) / 2,
  setsOf(rows, columns) {
    const slots = Math.floor(12 / rows) * Math.floor(14 / Math.min(columns, 14));
    return Math.floor(slots / Math.ceil(columns / 14));
  },
  filtersPerPe: (channels, width) =>
    channels * width > 12 ? 0 : Math.min(24, Math.floor(224 / (channels * width))),
};

export const chips = { isca16, jssc17 } as const;

/**
 * Longest piece of a filter, in rows and in taps of a row, that one PE set takes; larger filters are
 * split into pieces that accumulate like channels. 12 is the array's height and the ifmap scratch pad
 * of the chip; both set-ups use it.
 */
export const LARGEST_PIECE = 12;
