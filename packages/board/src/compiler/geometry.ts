import type { Pair } from '@picojoule/spec';

/** A convolution on the board; channels are counted in blocks of T, filled up with zeros. */
export interface Geometry {
  readonly inputBlocks: number;
  readonly outputBlocks: number;
  readonly input: Pair;
  readonly kernel: Pair;
  readonly output: Pair;
  readonly strides: Pair;
  /** Top and left. */
  readonly pads: Pair;
  readonly dilations: Pair;
}

/** A tensor of one plane: word address and exponent register. */
export interface Place {
  readonly base: number;
  readonly register: number;
}

/** A tensor of two planes. */
export interface WidePlace extends Place {
  /** Words from the `hi` plane to the `lo` plane. */
  readonly plane: number;
}

/** Results of 32 bits: `int32` index and exponent register. */
export interface ResultPlace {
  readonly index: number;
  readonly register: number;
}

/** What is done to results on their way to memory. */
export interface Epilogue {
  /** Added; of every pixel, or one for all (`broadcast`). */
  readonly residual?: (Place | WidePlace) & { readonly broadcast?: boolean };
  /** Results become 0 where this feature map is not above 0. */
  readonly mask?: Place;
}

/** Words of a feature map. */
export const wordsOf = ([height, width]: Pair, blocks: number): number => height * width * blocks;

/** A word address, wrapped as the hardware does. */
export const wrapped = (address: number, words: number): number =>
  ((address % words) + words) % words;
