import type { Plugin, Report } from '@picojoule/spec';
import type { BenchOptions } from '../main-job/open-bench.ts';
import type { Claim } from './claims.ts';

export interface ReproductionResult {
  readonly name: string;
  /** Figures by name: what the committed results are compared with, each within its stated band. */
  readonly values: Readonly<Record<string, number>>;
  /** Band of a figure that is committed for the first time; a tenth of it when absent. */
  readonly bands?: Readonly<Record<string, number>>;
  /** What the run itself promises, beside the claims that are committed. */
  readonly claims?: readonly Claim[];
  /** Committed pages that it makes, by their path in the repository. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Pages that hold measurements: written with the committed figures, and never compared. */
  readonly records?: Readonly<Record<string, string>>;
  readonly report: Report;
}

/** What a reproduction is given: everything of a bench but the experiment itself. */
export interface ReproductionOptions
  extends Omit<BenchOptions, 'config' | 'graph' | 'models' | 'backend'> {
  /** One of the reproduction's `scales`; its usual size when absent. */
  readonly scale?: string | undefined;
  /** Chooses what networks run on, and says so; not every reproduction runs any. */
  chooseBackend(): Promise<Plugin<'backend'>>;
}

/** One published finding, rerun. */
export interface Reproduction {
  readonly summary: string;
  /** As in `about 20 minutes on two cores`, with the native backend. */
  readonly duration: string;
  /** Sizes beside the usual one, whose figures alone are committed; of the others claims are judged. */
  readonly scales?: readonly string[];
  durationOf?(scale: string): string;
  run(options: ReproductionOptions): Promise<ReproductionResult>;
}

/** The reproductions by name, loaded when called. */
export const reproductions: Readonly<Record<string, () => Promise<Reproduction>>> = {
  e2train: async () => (await import('./e2train.ts')).e2train,
  'e2train-deep': async () => (await import('./e2train-deep.ts')).e2trainDeep,
  energy: async () => (await import('./energy.ts')).energy,
  pruning: async () => (await import('./pruning.ts')).pruning,
};
