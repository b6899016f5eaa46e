import type { Node, Pass, PerOperand, Precision, PredictedSign, StepPlan } from '@picojoule/spec';

/** A tensor as whole numbers times one power of two. */
export interface FixedPoint {
  readonly integers: Float64Array;
  readonly unit: number;
}

/**
 * Rounds to `bits` bits, a sign among them: the unit is the least power of two with which the largest
 * magnitude is at most 2^(bits - 1) units (2^-100 being the least magnitude); integers are the
 * nearest, of two the even one, at most 2^(bits - 1) - 1. A tensor of zeros is all zero in any unit.
 */
export function toFixedPoint(values: Float64Array, bits: number): FixedPoint {
  let top = 2 ** -100;
  for (const value of values) top = Math.max(top, Math.abs(value));
  let magnitude = 2 ** -100;
  while (magnitude < top) magnitude *= 2;
  const limit = 2 ** (bits - 1) - 1;
  const unit = magnitude / 2 ** (bits - 1);
  return { integers: nearestIntegers(values, unit, limit), unit };
}

/** Multiples of `unit` that are nearest, of two the even one, at most `limit` of them. */
function nearestIntegers(values: Float64Array, unit: number, limit: number): Float64Array {
  return values.map((value) => {
    const below = Math.floor(value / unit);
    const rest = value / unit - below;
    const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
    return Math.min(limit, Math.max(-limit, below + (up ? 1 : 0)));
  });
}

/** The `kept` most significant bits of values in `bits` bits, rounded to nearest. */
export function mostSignificant(values: Float64Array, bits: number, kept: number): Float64Array {
  if (kept >= bits) return rounded(values, bits);
  if (bits >= 32) return rounded(values, kept);
  const { integers, unit } = toFixedPoint(values, bits);
  const step = 2 ** (bits - kept);
  return nearestIntegers(integers, step, 2 ** (kept - 1) - 1).map((top) => top * step * unit);
}

/** The unit that `mostSignificant` rounds to; 0 where it rounds nothing away. */
export function mostSignificantUnit(values: Float64Array, bits: number, kept: number): number {
  if (kept >= bits || values.every((value) => value === 0)) return 0;
  return toFixedPoint(values, kept).unit;
}

/** The values rounded to `bits` bits; themselves for 32. */
export function rounded(values: Float64Array, bits: number): Float64Array {
  if (bits >= 32) return values;
  const { integers, unit } = toFixedPoint(values, bits);
  return integers.map((integer) => integer * unit);
}

const none: Precision = { activation: 32, weight: 32, gradient: 32 };

/** The widths that a plan gives to a node: those without MACs have none. */
export const precisionOf = (plan: StepPlan, { name, op }: Node): Precision =>
  op === 'Conv' || op === 'Gemm' ? (plan.precision?.[name] ?? plan.precision?.['*'] ?? none) : none;

/** Widths of the operands of a pass; its result is float32. */
export function bitsOf(
  pass: Pass,
  widths: Precision,
  prediction?: PredictedSign,
): PerOperand<number> {
  const { activation, weight, gradient } = widths;
  const operands: Partial<Record<Pass, [number, number]>> = {
    forward: [activation, weight],
    'input-gradient': [gradient, weight],
    'weight-gradient': [activation, gradient],
    remainder: [activation, gradient],
    predictor: [
      Math.min(activation, prediction?.activationBits ?? 32),
      Math.min(gradient, prediction?.gradientBits ?? 32),
    ],
  };
  const [input, other] = operands[pass] ?? [32, 32];
  return { input, weight: other, output: 32 };
}
