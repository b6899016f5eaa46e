/**
 * What the controller of the gates remembers. Shares are of gated (image, block) pairs; a gate's
 * probabilities stand for what is executed, as they are its mean and not another saver's doing.
 */
export type Steering = {
  /** Share kept in the last step, less the target. */
  readonly error: number;
  /** What the error grew by in that step. */
  readonly slope: number;
  /** Sum of all errors, within what can be caught up. */
  readonly surplus: number;
  readonly integral: number;
};

export const NEUTRAL: Steering = { error: 0, slope: 0, surplus: 0, integral: 0 };

/** Pressure in nats per error; derivative ten times that: gates answer about ten steps late, as far as momentum 0.9 reaches. */
const [PROPORTIONAL, DERIVATIVE, INTEGRAL] = [5, 50, 0.2];
/** Steps over which a surplus is to be made good. */
const CATCH_UP = 30;

const within = (limit: number, value: number) => Math.max(-limit, Math.min(limit, value));
const excess = ({ error, surplus }: Pick<Steering, 'error' | 'surplus'>) =>
  error + surplus / CATCH_UP;

/**
 * Takes in the share that a step kept.
 *
 * @param most Largest pressure: sums beyond what makes it alone would only have to be unlearned.
 */
export function observe(before: Steering, share: number, target: number, most: number): Steering {
  const error = share - target;
  const surplus = within((CATCH_UP * most) / PROPORTIONAL, before.surplus + error);
  const integral = within(most / INTEGRAL, before.integral + excess({ error, surplus }));
  return { error, slope: error - before.error, surplus, integral };
}

/**
 * What the loss gains when every gated block runs, in nats, -`most` to `most`: a PID controller on the
 * error of the last step with the surplus of all steps. Where `most` is small it is the paper's rule,
 * `most` above the target and -`most` below.
 */
export const pressureOf = (steering: Steering, most: number): number =>
  within(
    most,
    PROPORTIONAL * excess(steering) + DERIVATIVE * steering.slope + INTEGRAL * steering.integral,
  );
