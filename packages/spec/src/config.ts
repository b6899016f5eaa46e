import type { Graph } from './graph.ts';
import type { Plugin } from './plugin.ts';

/** What one run is made of. Parts that are absent are not run; numbers that are absent have defaults. */
export interface Config {
  /** Of the run folder; the config file's name by default. */
  readonly name?: string;
  /** One seed for the whole run, split by purpose. */
  readonly seed?: number;
  /** A path to an ONNX file, beside the config, or a graph from `@picojoule/nets`. */
  readonly model: string | Graph;
  readonly data?: Plugin<'dataset'>;
  readonly backend?: Plugin<'backend'>;
  /** The first one steers; the others are reported beside it. */
  readonly energy?: readonly Plugin<'energy'>[];
  readonly train?: TrainingConfig;
  readonly prune?: PruningConfig;
  readonly meter?: Plugin<'meter'>;
  readonly board?: Plugin<'transport'>;
}

export interface TrainingConfig {
  /** How their plans combine stands in `docs/guide/savers.md`. */
  readonly savers: readonly Plugin<'saver'>[];
  /** Also train without savers, on the same schedule and seed, to compare with. */
  readonly baseline?: boolean;
  readonly epochs: number;
  readonly batchSize?: number;
  /** Peak of the schedule: linear warm-up, then cosine decay to zero. */
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
}

export interface PruningConfig {
  /** Each prunes the same network, under the same bound. */
  readonly strategies: readonly Plugin<'pruning'>[];
  /** Largest loss of accuracy, in points (1 = one per cent of the images), held on set-aside training images. */
  readonly bound: number;
  /** Global fine-tuning after each edit: steps of one round. */
  readonly fineTuneSteps?: number;
  /** Rounds that an edit has to keep the bound. */
  readonly fineTuneRounds?: number;
  /** Peak of each round's schedule. */
  readonly fineTuneLearningRate?: number;
}

/** Refuses keys of `Given` that `Known` does not have: what a misspelt option would be. */
type NoOther<Given, Known> = {
  readonly [Key in Exclude<keyof Given, keyof Known>]: never;
};

/** `Given` where neither it nor its parts have keys that a config does not know. */
type Exactly<Given> = Given &
  NoOther<Given, Config> &
  (Given extends { readonly train: infer Train }
    ? { readonly train: NoOther<Train, TrainingConfig> }
    : unknown) &
  (Given extends { readonly prune: infer Prune }
    ? { readonly prune: NoOther<Prune, PruningConfig> }
    : unknown);

/**
 * Types a config file: `export default defineConfig({ ... })`. Returns its argument. A plugin of the
 * wrong kind, a missing part and a misspelt option do not compile.
 */
export const defineConfig = <const C extends Config>(config: Exactly<C>): C => config;
