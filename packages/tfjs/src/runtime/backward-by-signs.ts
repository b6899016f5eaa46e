import type { OperatorName, Precision, PredictedSign, SignStatistics } from '@picojoule/spec';
import type { Kernels } from '../kernels/kernels.ts';
import type { BackwardSite, Rule } from '../operators/rule.ts';
import { noPrecision } from './precision.ts';
import { signErrorBound } from './sign-error-bound.ts';
import { sumOf } from './sum-of.ts';
import { Value } from './value.ts';

/** Below every number that a prediction can be, so that zero decides nothing. */
const LEAST = 2 ** -126;

/**
 * The backward pass of a layer with the signs of its weight gradient in place of that gradient. The
 * predictor's kernels are pass `predictor`; those of the full gradient, `remainder` MACs, are left for
 * the caller to record: how much of them a bit-serial machine would do follows from the statistics. So
 * are those of the bound, `probe` MACs, which no machine would do.
 */
export function backwardBySigns(
  site: BackwardSite<OperatorName>,
  backward: NonNullable<Rule<OperatorName>['backward']>,
  prediction: PredictedSign,
): {
  readonly gradients: readonly (Value | undefined)[];
  readonly statistics: SignStatistics;
  readonly remainder: number;
  readonly probe: number;
} {
  const { k, inputs, gradients } = site;
  const predictor = backward({
    ...site,
    inputs: inputs.with(0, inputs[0]!.fixedPoint(prediction.activationBits)),
    gradients: gradients.map((gradient) => gradient?.fixedPoint(prediction.gradientBits)),
    wanted: site.wanted.map((_, at) => at === 1),
    pass: (_, work) => site.pass('predictor', work),
  })[1]!;
  let remainder = 0;
  const found = backward({
    ...site,
    pass: (pass, work) => {
      if (pass !== 'weight-gradient') return site.pass(pass, work);
      const before = k.macs;
      const result = work();
      remainder = k.macs - before;
      return result;
    },
  });
  const full = found[1]!;
  const largest = k.largestMagnitude(predictor.as(full.layout));
  const { signs, statistics } = predictSigns(k, predictor, full, largest * prediction.beta);
  const before = k.macs;
  const bound =
    prediction.bounded === true
      ? signErrorBound(site, backward, { prediction, full, largest })
      : undefined;
  const probe = k.macs - before;
  predictor.free();
  full.free();
  const told = bound === undefined ? statistics : { ...statistics, bound };
  return { gradients: found.with(1, signs), statistics: told, remainder, probe };
}

/**
 * The sign of each weight's gradient: the predictor's where its magnitude reaches the threshold, else
 * that of the full gradient. Both are in the same layout.
 */
function predictSigns(
  k: Kernels,
  predictor: Value,
  full: Value,
  tau: number,
): { readonly signs: Value; readonly statistics: SignStatistics } {
  const { layout } = full;
  const m = predictor.as(layout);
  const threshold = Math.max(LEAST, Math.fround(tau));
  const limit = k.upload(Float32Array.of(threshold), []);
  const decided = k.compare('greaterEqual', k.unary('abs', m), limit);
  const [predicted, exact] = [k.unary('sign', m), k.unary('sign', full.as(layout))];
  const wrong = k.binary('mul', decided, k.compare('notEqual', predicted, exact));
  const change = k.binary('mul', decided, k.binary('sub', predicted, exact));
  const weights = m.shape.reduce((a, b) => a * b, 1);
  return {
    signs: new Value(k, k.binary('add', exact, change), layout),
    statistics: { weights, predicted: sumOf(k, decided), wrong: sumOf(k, wrong) },
  };
}

/** Bits of both operands that the predictor multiplies: never more than the layer has. */
export function predictorBits(rule: PredictedSign, layer: Precision = noPrecision) {
  return {
    input: Math.min(rule.activationBits, layer.activation),
    weight: Math.min(rule.gradientBits, layer.gradient),
  };
}

/** Share of a dense pass that is left once the predictor is done: its bit products are not done twice. */
export function remainderShare(
  rule: PredictedSign,
  layer: Precision = noPrecision,
  { weights, predicted }: SignStatistics,
): number {
  const { input, weight } = predictorBits(rule, layer);
  const done = (input * weight) / (layer.activation * layer.gradient);
  return ((weights - predicted) / weights) * (1 - done);
}
