import type { Node, OperatorName } from '@picojoule/spec';
import type { RowProgram } from '../kernels/row-program.ts';
import { Value } from '../runtime/value.ts';
import type { Rule } from './rule.ts';

/**
 * Nodes that run together as a program on rows. Inputs are the values given, then the weights.
 *
 * @param layers Those with MACs, and the MACs of an image.
 */
export function rows(
  program: RowProgram,
  layers: readonly { readonly node: Node; readonly macs: number }[],
): Rule<OperatorName> {
  const given = program.pooled.length;
  return {
    layers,
    readsMeans: program.pooled,
    forward({ k, inputs, save }) {
      const handles = inputs.map((value, i) =>
        program.pooled[i] ? (value!.channelMeans ?? value!.as('nhwc')) : value!.as('logical'),
      );
      const weights = handles.slice(given);
      const { tapes, made } = k.fused!.runRows(program, handles.slice(0, given), weights);
      save(tapes);
      return made.map((handle) => new Value(k, handle, 'logical'));
    },
    backward({ k, inputs, saved, gradients, wanted, pass }) {
      const weights = inputs.slice(given).map((value) => value!.as('logical'));
      const toMade = gradients.map((gradient) => gradient?.as('logical'));
      const reversed = pass('input-gradient', () =>
        k.fused!.reverseRows(program, saved[0]!, toMade, weights),
      );
      const toWeights = weights.length === 0 ? [] : pass('weight-gradient', reversed.toWeights);
      return [...reversed.given, ...toWeights].map((handle, i) => {
        if (!wanted[i]) return undefined;
        if (program.pooled[i]) return Value.ofMeans(k, handle, inputs[i]!.shape);
        return new Value(k, handle, 'logical');
      });
    },
  };
}
