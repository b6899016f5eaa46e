import type { FoldNorm, Range } from '../kernels/fused.ts';
import type { Handle } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Value } from '../runtime/value.ts';
import { convolution, convolutionRules, cropped, negative, windowOf } from './convolution.ts';
import { input, type Rule } from './rule.ts';

/**
 * A convolution with the inputs x, filter, bias or none, scale, shift, mean, variance and perhaps a map to be added:
 * with `gain = scale / sqrt(variance + epsilon)`, filters are multiplied by `gain` and the bias becomes
 * `(bias - mean) gain + shift`. Both are kept until a parameter changes.
 *
 * @param range To which a rectifier cuts the result.
 */
export const foldedConvolution = (epsilon: number, range?: Range): Rule<'Conv'> => ({
  macs: (node, inputs, output) => convolutionRules.Conv.macs!(node, inputs, output),
  forward(site) {
    const { k, attributes } = site;
    const { filter, bias } = folded(k, site.inputs.slice(1, 7), epsilon);
    const x = input(site).as('nhwc');
    const { pads, group } = attributes;
    const seen = negative(pads) ? cropped(k, x, pads) : x;
    const conv = convolution(k, windowOf(attributes), group, x.shape[3]!);
    const addend = site.inputs[7]?.as('nhwc');
    return [new Value(k, conv.biased(seen, filter, bias, range, addend), 'nhwc')];
  },
});

/**
 * The filter and the bias of a convolution that has taken over a norm.
 *
 * @param parameters Filter, bias or none, scale, shift, mean and variance.
 */
export function folded(k: Kernels, parameters: readonly (Value | undefined)[], epsilon: number) {
  const [own, before, ...norm] = parameters.map((value, i) =>
    value?.as(i === 0 ? 'hwio' : 'logical'),
  );
  const [scale, shift, mean, variance] = norm as [Handle, Handle, Handle, Handle];
  const fold = k.foldNorm ?? foldByParts(k);
  const from = [epsilon, before, scale, shift, mean, variance];
  const [filter, bias] = parameters[0]!.derived(from, () => {
    const made = fold(own!, before, { scale, bias: shift, mean, variance }, epsilon);
    return [made.filter, made.bias];
  }) as [Handle, Handle];
  return { filter, bias };
}

const foldByParts =
  (k: Kernels): FoldNorm =>
  (filter, before, { scale, bias, mean, variance }, epsilon) => {
    const deviation = k.binary('pow', k.binary('add', variance, k.scalar(epsilon)), k.scalar(0.5));
    const gain = k.binary('div', scale, deviation);
    const centre = before === undefined ? mean : k.binary('sub', mean, before);
    return {
      filter: k.binary('mul', filter, gain),
      bias: k.binary('sub', bias, k.binary('mul', centre, gain)),
    };
  };
