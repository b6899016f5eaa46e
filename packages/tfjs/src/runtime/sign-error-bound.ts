import type { Node, OperatorName, PredictedSign } from '@picojoule/spec';
import type { Handle } from '../kernels/handle.ts';
import type { BackwardSite, Rule } from '../operators/rule.ts';
import { sumOf } from './sum-of.ts';
import { Value } from './value.ts';

/** What a layer's prediction is bounded by. */
export interface BoundedPrediction {
  readonly prediction: PredictedSign;
  /** The weight gradient. */
  readonly full: Value;
  /** max|m|. */
  readonly largest: number;
}

/**
 * How many signs of a layer are expected to be predicted wrong, at most: `SignStatistics.bound`. Its sums
 * of squares are weight gradients themselves, of squares and ones, so that padding, strides and groups
 * count as they do in the layer; their kernels are left for the caller to record.
 */
export function signErrorBound(
  site: BackwardSite<OperatorName>,
  backward: NonNullable<Rule<OperatorName>['backward']>,
  { prediction, full, largest }: BoundedPrediction,
): number {
  if (largest === 0) return 0;
  const { k, node } = site;
  const [x, g] = [site.inputs[0]!, site.gradients[0]!];
  const { activationBits, gradientBits, beta } = prediction;
  const temporary: Value[] = [];
  const keep = (handle: Handle, { layout }: Value): Value => {
    const value = new Value(k, handle, layout);
    temporary.push(value);
    return value;
  };
  const number = (value: number) => k.upload(Float32Array.of(value), []);
  const ones = (value: Value) => keep(k.compare('equal', value.handle, value.handle), value);
  const squares = (value: Value, unit = 1) =>
    keep(k.unary('square', k.binary('div', value.handle, number(unit))), value);
  const weightGradient = (input: Value, gradient: Value): Handle => {
    const found = backward({
      ...site,
      inputs: site.inputs.with(0, input),
      gradients: [gradient],
      wanted: site.wanted.map((_, at) => at === 1),
      pass: (_, work) => work(),
    })[1]!;
    temporary.push(found);
    return found.as(full.layout);
  };

  // Gradients count in units of the largest prediction, far from the ends of float32.
  const layer = node as Node;
  const factor = layer.op === 'Gemm' ? layer.attributes.alpha : 1;
  const variance = (sums: Handle, unit: number) =>
    k.binary('mul', sums, number((factor * unit ** 2) / 12));
  const total = k.binary(
    'add',
    variance(weightGradient(ones(x), squares(g, largest)), x.unitOf(activationBits)),
    variance(
      weightGradient(squares(x.fixedPoint(activationBits)), ones(g)),
      g.unitOf(gradientBits) / largest,
    ),
  );
  const gradient = k.binary('div', k.unary('abs', full.handle), number(largest));
  const margin = k.unary('square', k.binary('add', gradient, number(beta)));
  const ratio = k.binary('div', total, k.binary('maximum', margin, number(2 ** -126)));
  const bound = sumOf(k, k.binary('minimum', ratio, number(1)));
  for (const value of temporary) value.free();
  return bound;
}
