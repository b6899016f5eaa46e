import type { Random } from '../random.ts';

export type Split = 'train' | 'test';

export interface DatasetInfo {
  readonly title: string;
  readonly classes: readonly string[];
  /** [C, H, W]. */
  readonly shape: readonly [number, number, number];
  readonly size: Readonly<Record<Split, number>>;
  /** Images are `(pixel / 255 - mean) / deviation`, per channel. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly licence: string;
  readonly source: string;
}

/** Images with their labels. */
export interface Batch {
  /** [N, C, H, W], normalised. */
  readonly images: Float32Array;
  /** Class of each image. */
  readonly labels: Int32Array;
}

export interface OpenDataset {
  readonly info: DatasetInfo;
  /** Images by position in the split; any order, repeats allowed. */
  read(split: Split, indices: ArrayLike<number>): Promise<Batch>;
  /**
   * The images of a training step, changed at random where the dataset was told to (augmentation): a
   * function of indices and `random` alone, whatever else is being read. The driver asks for the batch
   * of the next executed step while one runs, so it is best made in another thread. Absent: `read`.
   */
  readForTraining?(indices: ArrayLike<number>, random: Random): Promise<Batch>;
  /** Ends its threads; what is being read may reject. */
  close(): Promise<void>;
}

/**
 * Labelled images.
 *
 * Laws: every index below the size reads; the same index reads the same image; an index at or above
 * the size rejects with a PicojouleError.
 *
 * @throws PicojouleError from `open` when files are missing or damaged: which, and where to put them.
 */
export interface Dataset {
  open(): Promise<OpenDataset>;
}
