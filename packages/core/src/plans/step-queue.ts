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
  plan(step: number, savers: readonly Json[]): Omit<PlannedStep, 'batch'>;
  load(step: number): Promise<Batch>;
}

/** Scheduled steps in order, each planned before its batch is loaded. */
export interface StepQueue {
  take(step: number, savers: readonly Json[]): PlannedStep;
  /** Plans what follows `step`, up to the next step that is executed, whose batch starts loading. */
  lookAhead(step: number, savers: readonly Json[]): void;
}

export function stepQueue({ steps, plan, load }: StepQueueOptions): StepQueue {
  const queue: PlannedStep[] = [];
  const make = (step: number, savers: readonly Json[]): PlannedStep => {
    const planned = plan(step, savers);
    if (planned.plan.drop === true) return planned;
    const batch = load(step);
    // Whoever takes the step hears of a failure; until then nobody listens.
    batch.catch(() => {});
    return { ...planned, batch };
  };
  return {
    take: (step, savers) => queue.shift() ?? make(step, savers),
    lookAhead(step, savers) {
      let states = savers;
      for (let next = step + 1; next < steps; next++) {
        const planned = make(next, states);
        queue.push(planned);
        if (planned.batch !== undefined) return;
        states = planned.savers;
      }
    },
  };
}
