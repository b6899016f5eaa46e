import type { Handle } from '../kernels/handle.ts';
import { Value } from '../runtime/value.ts';
import { convolutionRules, cropped, negative, windowOf } from './convolution.ts';
import { input, type Rule } from './rule.ts';

/**
 * A convolution with the inputs x, filter, bias or none, scale, shift, mean and variance: with
 * `gain = scale / sqrt(variance + epsilon)`, filters are multiplied by `gain` and the bias becomes
 * `(bias - mean) gain + shift`. For each run anew, as training changes them: filters are small.
 */
export const foldedConvolution = (epsilon: number): Rule<'Conv'> => ({
  macs: (node, inputs, output) => convolutionRules.Conv.macs!(node, inputs, output),
  forward(site) {
    const { k, attributes } = site;
    const [scale, shift, mean, variance] = [3, 4, 5, 6].map((i) =>
      input(site, i).as('logical'),
    ) as [Handle, Handle, Handle, Handle];
    const deviation = k.binary('pow', k.binary('add', variance, k.scalar(epsilon)), k.scalar(0.5));
    const gain = k.binary('div', scale, deviation);
    const before = site.inputs[2]?.as('logical');
    const centre = before === undefined ? mean : k.binary('sub', mean, before);
    const bias = k.binary('sub', shift, k.binary('mul', centre, gain));
    const filter = k.binary('mul', input(site, 1).as('hwio'), gain);
    const x = input(site).as('nhwc');
    const { pads } = attributes;
    const seen = negative(pads) ? cropped(k, x, pads) : x;
    return [new Value(k, k.convBias!(seen, filter, bias, windowOf(attributes)), 'nhwc')];
  },
});
