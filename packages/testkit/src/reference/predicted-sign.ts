import type { Node, Precision, PredictedSign, SignStatistics, StepPlan } from '@picojoule/spec';

/** The rule by which a node's weight gradient is predicted; undefined where it is exact. */
export function predictionOf(
  { gradientRule = {} }: StepPlan,
  { name, op, inputs }: Node,
  parameters: { has(name: string): boolean },
): PredictedSign | undefined {
  const rule = gradientRule[name] ?? gradientRule['*'] ?? 'exact';
  const layer = (op === 'Conv' || op === 'Gemm') && parameters.has(inputs[1]!);
  return rule === 'exact' || !layer ? undefined : rule;
}

/** Replaces a gradient by its signs, predicted from `top` where that is large enough. */
export function toSigns(
  gradient: Float64Array,
  top: Float64Array,
  beta: number,
): SignStatistics & { readonly wrong: number } {
  const largest = top.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [predicted, wrong] = [0, 0];
  gradient.forEach((exact, i) => {
    const decided = top[i] !== 0 && Math.abs(top[i]!) >= beta * largest;
    const sign = Math.sign(decided ? top[i]! : exact);
    if (decided) predicted++;
    if (sign !== Math.sign(exact)) wrong++;
    gradient[i] = sign;
  });
  return { weights: gradient.length, predicted, wrong };
}

/** Bit products that a bit-serial machine still forms after the predictor, of those of a dense pass. */
export function remainderShare(
  { activationBits, gradientBits }: PredictedSign,
  { activation, gradient }: Precision,
  { weights, predicted }: SignStatistics,
): number {
  const all = activation * gradient;
  const done = Math.min(activationBits, activation) * Math.min(gradientBits, gradient);
  return ((1 - predicted / weights) * (all - done)) / all;
}

/** One layer's prediction, as far as its bound depends on it. */
export interface BoundTerms {
  /** The weight gradient, unsigned. */
  readonly gradient: Float64Array;
  readonly top: Float64Array;
  readonly beta: number;
  /** By weight: sums of the squares that its operands' errors are multiplied with, and units of these errors. */
  readonly gradientSquares: Float64Array;
  readonly activationUnit: number;
  readonly activationSquares: Float64Array;
  readonly gradientUnit: number;
}

/** The bound of `SignStatistics`. */
export function boundOf(terms: BoundTerms): number {
  const largest = terms.top.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return 0;
  let bound = 0;
  terms.gradient.forEach((g, i) => {
    const ofFeatures = (terms.activationUnit ** 2 / 12) * terms.gradientSquares[i]!;
    const ofGradients = (terms.gradientUnit ** 2 / 12) * terms.activationSquares[i]!;
    const variance = ofFeatures + ofGradients;
    const margin = (Math.abs(g) + terms.beta * largest) ** 2;
    bound += variance === 0 ? 0 : Math.min(1, variance / margin);
  });
  return bound;
}
