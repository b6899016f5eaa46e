/** One published number beside ours; `published` is absent where the source gives none. */
export interface PublishedCell {
  readonly ours: number;
  readonly published?: number;
}

/** A table of a paper, recomputed. Rendered by `pj reproduce energy` into docs/method/energy.md. */
export interface PublishedTable {
  /** Short and stable: the anchor on the page and the key in results. */
  readonly name: string;
  readonly title: string;
  /** Paper, figure or table, and how the numbers were obtained from it (printed, read off a figure, recalled). */
  readonly source: string;
  /** The call that computes ours, as a user would write it. */
  readonly model: string;
  /** Of all cells; where they differ, the columns' titles say it. */
  readonly unit: string;
  /** Digits behind the point. */
  readonly digits: number;
  /** Title of the row names, then of each column of cells. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly PublishedCell[] }[];
  /** Largest relative error promised per column of cells, where there is a promise. */
  readonly tolerance?: readonly (number | undefined)[];
  /** What stays off, and why. */
  readonly notes: readonly string[];
}
