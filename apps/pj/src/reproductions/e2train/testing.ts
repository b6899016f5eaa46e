import type { Arm } from './arm.ts';
import type { ArmOutcome, Outcome, Training } from './outcome.ts';
import { SCALES } from './scales.ts';

/** A training of made-up figures, for tests of what is made from them. */
export const someTraining = (change: Partial<Training> = {}): Training => ({
  ...{ part: 'arm', seed: 1, learningRate: 0.1, scheduled: 100, executed: 100, energy: 50 },
  ...{ seconds: 10, test: 0.9, shares: {} },
  macs: { executed: 1000, nominal: 1000, emulated: 1000 },
  passes: { forward: 1000 },
  bitProducts: { formed: 1000, unpredicted: 1000, floor: 1000 },
  curve: [
    { step: 50, executed: 50, accuracy: 0.8, energy: 25, seconds: 5 },
    { step: 100, executed: 100, accuracy: 0.9, energy: 50, seconds: 10 },
  ],
  ...change,
});

export const someArm = (key: string, trainings: readonly Partial<Training>[]): ArmOutcome => ({
  arm: {
    key,
    what: key,
    family: key,
    main: true,
    plan: () => ({ savers: [], steps: 1 }),
  } satisfies Arm,
  trainings: trainings.map((one, i) => someTraining({ seed: i + 1, ...one })),
});

export const someOutcome = (
  arms: readonly ArmOutcome[],
  times: Outcome['times'] = [],
): Outcome => ({
  ...{ scale: SCALES.quick, backend: 'fake', model: 'fake-joules', trials: [], arms },
  ...{ times, ceiling: 0.275 },
});
