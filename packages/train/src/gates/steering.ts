/**
 * What the controller of the gates remembers. Shares are of gated (image, block) pairs; a gate's
 * probabilities stand for what is executed, as they are its mean and not another saver's doing.
 */
export type Steering = {
  /** Share kept in the last step against the target: their distance in logits, scaled to shares at the target. */
  readonly error: number;
  /** Sum of what shares were above the target, within what can be caught up. */
  readonly surplus: number;
  /** In nats. */
  readonly integral: number;
  /** What the loss gains in the next step when every gated block runs. */
  readonly pressure: number;
};

export const NEUTRAL: Steering = { error: 0, surplus: 0, integral: 0, pressure: 0 };

export interface Observed {
  /** Mean probability of each gate in the step. */
  readonly probabilities: readonly number[];
  /** What their mean was to be. */
  readonly target: number;
  /** That of the step. */
  readonly learningRate: number;
  /** Largest pressure where probabilities are at the target, in nats. */
  readonly most: number;
}

/**
 * Pressure in nats per error, at the reference rate; derivative ten times that: gates answer about ten
 * steps late, as far as momentum 0.9 reaches.
 */
const [PROPORTIONAL, DERIVATIVE, INTEGRAL] = [5, 50, 0.2];
/** Gates move by rate times pressure: half the rate wants twice the pressure, down to a tenth of this one. */
const REFERENCE_RATE = 0.25;
const MOST_GAIN = 10;
/** Steps over which a surplus is to be made good. */
const CATCH_UP = 30;
/** Share that a surplus may ask for: more would only have to be unlearned. */
const MOST_ASKED = 0.6;
/** Nearer to 0 and 1 a probability says no more. */
const NEAREST = 1e-6;

const within = (limit: number, value: number) => Math.max(-limit, Math.min(limit, value));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const logit = (p: number) => Math.log(p / (1 - p));
/** Of the sigmoid: what a probability answers to a push on its logit. */
const slopeAt = (p: number) => p * (1 - p);
const inside = (p: number) => Math.max(NEAREST, Math.min(1 - NEAREST, p));

/**
 * Takes in a step: a PID controller on its error with the surplus of all steps. It works in logits, as gates that are
 * nearly closed or open hardly answer: their error is far, and the pressure on them is raised by as much as their
 * slope has fallen. Where `most` is small it is the paper's rule, `most` above the target and -`most` below.
 */
export function observe(before: Steering, observed: Observed): Steering {
  const { probabilities, target, learningRate, most } = observed;
  const share = mean(probabilities);
  const gain = Math.min(MOST_GAIN, REFERENCE_RATE / learningRate);
  const error = slopeAt(target) * (logit(inside(share)) - logit(target));
  const surplus = within(CATCH_UP * MOST_ASKED, before.surplus + share - target);
  const excess = error + surplus / CATCH_UP;
  const integral = within(most, before.integral + gain * INTEGRAL * excess);
  const now = PROPORTIONAL * excess + DERIVATIVE * (error - before.error);
  const answer = mean(probabilities.map((p) => slopeAt(inside(p)))) / slopeAt(target);
  return { error, surplus, integral, pressure: within(most, gain * now + integral) / answer };
}
