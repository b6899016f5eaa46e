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
  readonly from: readonly Json[];
  readonly planned: Omit<PlannedStep, 'batch'>;
}

export function stepQueue({ steps, plan, load }: StepQueueOptions): StepQueue {
  /** Of the steps behind the one taken last, in order. */
  const guesses: Guess[] = [];
  const loading = new Map<number, Promise<Batch>>();
  const batchOf = (step: number): Promise<Batch> => {
    const batch = loading.get(step) ?? load(step);
    // Whoever takes the step hears of a failure; until then nobody listens.
    batch.catch(() => {});
    loading.set(step, batch);
    return batch;
  };
  return {
    take(step, savers) {
      const guess = guesses.shift();
      const isCurrent = guess?.from.every((state, i) => state === savers[i]);
      const planned = isCurrent ? guess!.planned : plan(step, savers);
      const taken = planned.plan.drop === true ? planned : { ...planned, batch: batchOf(step) };
      loading.delete(step);
      return taken;
    },
    lookAhead(step, savers) {
      guesses.length = 0;
      let from = savers;
      for (let next = step + 1; next < steps; next++) {
        let planned: Guess['planned'];
        try {
          planned = plan(next, from);
        } catch {
          // From states that may be outdated: where it fails from those that count, `take` says so.
          return;
        }
        guesses.push({ from, planned });
        if (planned.plan.drop !== true) {
          void batchOf(next);
          return;
        }
        from = planned.savers;
      }
    },
  };
}
