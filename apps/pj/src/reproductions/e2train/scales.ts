/** How large the experiment is. */
export interface Scale {
  readonly name: string;
  /** Layers of the ResNet. */
  readonly depth: number;
  /** Learning rates are searched with the first. */
  readonly seeds: readonly number[];
  /** Scheduled steps of plain training, of 128 images each. */
  readonly steps: number;
  /** Scheduled steps of plain training in the search of learning rates. */
  readonly searchSteps: number;
  /** The same for every family of arms. */
  readonly rates: readonly number[];
  /** The main arms and their controls alone, or all of them with the ablations. */
  readonly arms: 'main' | 'all';
  readonly duration: string;
}

const RATES = [0.01, 0.03, 0.1, 0.3] as const;

/** What `pj reproduce e2train` runs; the names are those of its options. */
export const SCALES = {
  quick: {
    name: 'quick',
    ...{ depth: 8, seeds: [1], steps: 715, searchSteps: 143, rates: RATES.slice(1), arms: 'main' },
    duration: 'at most 15 minutes on two cores',
  },
  usual: {
    name: 'usual',
    ...{ depth: 8, seeds: [1, 2], steps: 780, searchSteps: 390, rates: RATES, arms: 'all' },
    duration: 'at most two hours on two cores',
  },
  full: {
    name: 'full',
    ...{ depth: 20, seeds: [1, 2, 3], steps: 1716, searchSteps: 858, rates: RATES, arms: 'all' },
    duration: 'most of a day on two cores; it goes on where it was stopped',
  },
} as const satisfies Readonly<Record<string, Scale>>;

/** Names that a user may ask for instead of the usual scale. */
export const OTHER_SCALES = ['quick', 'full'] as const;
