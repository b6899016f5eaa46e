import * as v from 'valibot';

/** How far each edit goes; the same for every strategy, so that they are compared on equal terms. */
export const paceOptions = {
  /** How much the first edit removes: a share of what is left; each strategy says of what. */
  amount: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.4),
  /** After a rejected edit the amount is multiplied by this. */
  slowDown: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.5),
  /** Ends when the amount falls below this. */
  leastAmount: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.02),
  /** Ends after this many edits in any case. */
  mostEdits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 16),
};

export type PaceOptions = v.InferOutput<v.ObjectSchema<typeof paceOptions, undefined>>;

export interface Pace {
  /** Undefined when the search is over. */
  amount(): number | undefined;
  told(accepted: boolean): void;
}

/** Goes on at the same pace while edits are accepted, and slower after each that was not. */
export function pace(options: PaceOptions, history: readonly boolean[]): Pace {
  let amount = options.amount;
  let edits = 0;
  const told = (accepted: boolean) => {
    edits++;
    if (!accepted) amount *= options.slowDown;
  };
  history.forEach(told);
  return {
    amount: () => (amount < options.leastAmount || edits >= options.mostEdits ? undefined : amount),
    told,
  };
}
