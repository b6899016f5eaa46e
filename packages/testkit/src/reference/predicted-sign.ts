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
export function toSigns(gradient: Float64Array, top: Float64Array, beta: number): SignStatistics {
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
