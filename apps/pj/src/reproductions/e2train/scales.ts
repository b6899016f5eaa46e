/** How large the experiment is. */
export interface Scale {
  readonly name: string;
  /** Layers of the ResNet. */
  readonly depth: number;
  /** Learning rates are searched with the first. */
  readonly seeds: readonly number[];
  /** More seeds, for the arms whose bands are narrower than what the others can tell from chance. */
  readonly moreSeeds: readonly number[];
  /** Training images; few enough that a training sees each of them many times, as the paper's do. */
  readonly images: number;
  readonly batchSize: number;
  /** Scheduled steps of plain training. */
  readonly steps: number;
  /** Scheduled steps of plain training in the search of learning rates. */
  readonly searchSteps: number;
  /** The same for every family of arms. */
  readonly rates: readonly number[];
  /** The main arms and their controls alone, or all of them with the ablations. */
  readonly arms: 'main' | 'all';
  readonly duration: string;
}

const RATES = [0.003, 0.01, 0.03, 0.1, 0.3, 1] as const;
const QUICK_RATES = [0.03, 0.1, 0.3] as const;

/** What `pj reproduce e2train` runs; the names are those of its options. */
export const SCALES = {
  quick: {
    name: 'quick',
    ...{ depth: 8, seeds: [1], moreSeeds: [], rates: QUICK_RATES, arms: 'main' },
    ...{ images: 1280, batchSize: 64, steps: 640, searchSteps: 160 },
    duration: 'at most 15 minutes on two cores',
  },
  usual: {
    name: 'usual',
    ...{ depth: 8, seeds: [1, 2], moreSeeds: [3, 4, 5, 6], rates: RATES, arms: 'all' },
    ...{ images: 2048, batchSize: 64, steps: 1024, searchSteps: 256 },
    duration: 'at most two hours on two cores',
  },
  full: {
    name: 'full',
    ...{ depth: 20, seeds: [1, 2, 3], moreSeeds: [4, 5, 6], rates: RATES, arms: 'all' },
    ...{ images: 16_384, batchSize: 64, steps: 8192, searchSteps: 2048 },
    duration: 'most of a day on two cores; it goes on where it was stopped',
  },
} as const satisfies Readonly<Record<string, Scale>>;

/** Names that a user may ask for instead of the usual scale. */
export const OTHER_SCALES = ['quick', 'full'] as const;
