import type { Config } from '@picojoule/spec';

/** Numbers that a config may leave out, with the values they then have. */
export const DEFAULTS = {
  seed: 1,
  train: {
    batchSize: 128,
    learningRate: 0.2,
    warmUp: 0.15,
    momentum: 0.9,
    weightDecay: 5e-4,
  },
  fineTune: {
    steps: 100,
    rounds: 3,
    learningRate: 0.1,
    batchSize: 128,
    momentum: 0.9,
    weightDecay: 1e-4,
  },
  sets: { heldOut: 5000, samples: 256, probes: 1000 },
  /** Of the energy model: images a batch, and bits of every operand. */
  energy: { batch: 16, bits: 16 },
} as const;

/** The hyperparameters of a config, defaults filled in. */
export function settingsOf(config: Config) {
  const { epochs, batchSize, learningRate, momentum, weightDecay } = config.train ?? {};
  const { fineTuneSteps, fineTuneRounds, fineTuneLearningRate } = config.prune ?? {};
  const { train, fineTune } = DEFAULTS;
  return {
    seed: config.seed ?? DEFAULTS.seed,
    train: {
      epochs: epochs ?? 1,
      batchSize: batchSize ?? train.batchSize,
      learningRate: learningRate ?? train.learningRate,
      warmUp: train.warmUp,
      momentum: momentum ?? train.momentum,
      weightDecay: weightDecay ?? train.weightDecay,
    },
    fineTune: {
      ...fineTune,
      steps: fineTuneSteps ?? fineTune.steps,
      rounds: fineTuneRounds ?? fineTune.rounds,
      learningRate: fineTuneLearningRate ?? fineTune.learningRate,
    },
    sets: DEFAULTS.sets,
    energy: DEFAULTS.energy,
  };
}

export type Settings = ReturnType<typeof settingsOf>;
