import { type Joules, joules, type Reference } from '@picojoule/spec';

/** One figure of a table, with all that its reader must know. */
export interface TableEntry {
  readonly energy: Joules;
  /** One standard deviation, where the table gives a range or two figures that disagree. */
  readonly standardUncertainty?: Joules;
  /** What one costs it. */
  readonly per: string;
  /** `published` in the source named; `recalled`, not confirmed there; `derived` from other entries. */
  readonly mark: 'published' | 'recalled' | 'derived';
  /** Where it stands, or how it follows. */
  readonly source: string;
}

/** What the parts of an accelerator cost in one technology, per 16-bit word or MAC. */
export interface Technology {
  readonly name: string;
  readonly reference: Reference;
  /** By the names that the cost options of energy models have. */
  readonly costs: Readonly<Record<CostName, TableEntry>>;
}

export type CostName = 'MAC' | 'RF' | 'array' | 'buffer' | 'DRAM';

/** Where a figure is from, with its mark where it is not simply published there. */
export const markedSource = ({ mark, source }: TableEntry): string =>
  mark === 'published' ? source : `${source} (${mark})`;

export const picojoules = (value: number): Joules => joules(value * 1e-12);

/**
 * The middle of a range, all of it taken as equally likely: the standard uncertainty is its half-width
 * over the square root of 3.
 */
export const midOf = (low: number, high: number) => ({
  energy: picojoules((low + high) / 2),
  standardUncertainty: picojoules((high - low) / 2 / Math.sqrt(3)),
});

/** One standard deviation as a share of the figure; 0 where the table states none. */
export const relativeUncertainty = ({ energy, standardUncertainty = joules(0) }: TableEntry) =>
  energy === 0 ? 0 : standardUncertainty / energy;
