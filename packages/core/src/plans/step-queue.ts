import type { Batch, Json, StepPlan } from '@picojoule/spec';

export interface PlannedStep {
  readonly plan: StepPlan;
  /** States of the savers once it is planned. */
  readonly savers: readonly Json[];
  /** Absent where the step is dropped: then nothing is loaded. */
  readonly batch?: Promise<Batch>;
}

export interface StepQueueOptions {
  /** Scheduled steps. */
  readonly steps: number;
  /** A function of its arguments. */
  plan(step: number, savers: readonly Json[]): Omit<PlannedStep, 'batch'>;
  load(step: number): Promise<Batch>;
}

/** Scheduled steps in order, each planned before its batch is loaded. */
export interface StepQueue {
  /** The plan from these states of the savers, whatever was planned ahead from others. */
  take(step: number, savers: readonly Json[]): PlannedStep;
  /**
   * Plans what follows `step`, up to the next step that would be executed, whose batch starts loading. What savers learn
   * until a step is taken may make its plan another one; one that drops it leaves its batch unused.
   */
  lookAhead(step: number, savers: readonly Json[]): void;
}

/** A step planned ahead, and the states of the savers that it was planned from. */
interface Guess {
  readonly step: number;
  readonly from: readonly Json[];
  readonly planned: PlannedStep;
}

export function stepQueue({ steps, plan, load }: StepQueueOptions): StepQueue {
  const guesses: Guess[] = [];
  const make = (step: number, savers: readonly Json[], loading?: Promise<Batch>): PlannedStep => {
    const planned = plan(step, savers);
    if (planned.plan.drop === true) return planned;
    const batch = loading ?? load(step);
    // Whoever takes the step hears of a failure; until then nobody listens.
    batch.catch(() => {});
    return { ...planned, batch };
  };
  return {
    take(step, savers) {
      const guess = guesses[0]?.step === step ? guesses.shift() : undefined;
      if (guess?.from.every((state, i) => state === savers[i])) return guess.planned;
      return make(step, savers, guess?.planned.batch);
    },
    lookAhead(step, savers) {
      guesses.length = 0;
      let from = savers;
      for (let next = step + 1; next < steps; next++) {
        let planned: PlannedStep;
        try {
          planned = make(next, from);
        } catch {
          // From states that may be outdated: where it fails from those that count, `take` says so.
          return;
        }
        guesses.push({ step: next, from, planned });
        if (planned.batch !== undefined) return;
        from = planned.savers;
      }
    },
  };
}
