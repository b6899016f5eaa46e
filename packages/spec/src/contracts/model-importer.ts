import type { Graph } from '../graph.ts';

export interface ImportOptions {
  /** Replaces a symbolic first dimension where the file has one and the graph needs a number. */
  readonly batch?: number;
  /** Reads a file that the model names beside itself (external data), in part. */
  readExternal?(location: string, offset: number, length: number): Uint8Array;
  /**
   * Told what the user must know of a file that was read all the same: precision that changed, versions
   * that were not checked. A clause without a full stop, names in double quotes.
   */
  note?(line: string): void;
}

/**
 * Reads a model file.
 *
 * Laws: bytes that are no model of this format reject with a PicojouleError in bounded time and
 * memory; importing what `export` made gives an equal network.
 */
export interface ModelImporter {
  /** Lower-case file endings with the dot. */
  readonly extensions: readonly string[];
  import(bytes: Uint8Array, options?: ImportOptions): Graph;
  export?(graph: Graph): Uint8Array;
}
