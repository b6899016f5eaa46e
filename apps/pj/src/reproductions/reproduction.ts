import type { Report } from '@picojoule/spec';
import type { BenchOptions } from '../main-job/open-bench.ts';

export interface ReproductionResult {
  readonly name: string;
  /** Figures by name: what the committed results are compared with, each within its stated band. */
  readonly values: Readonly<Record<string, number>>;
  readonly report: Report;
}

/** What a reproduction is given: everything of a bench but the experiment itself. */
export type ReproductionOptions = Omit<BenchOptions, 'config' | 'graph' | 'models'>;

/** One published finding, rerun. */
export interface Reproduction {
  readonly summary: string;
  /** On two cores with the native backend. */
  readonly minutes: number;
  run(options: ReproductionOptions): Promise<ReproductionResult>;
}

/** The reproductions by name, loaded when called. */
export const reproductions: Readonly<Record<string, () => Promise<Reproduction>>> = {
  pruning: async () => (await import('./pruning.ts')).pruning,
};
