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
  given: number,
  layers: readonly { readonly node: Node; readonly macs: number }[],
): Rule<OperatorName> {
  return {
    layers,
    forward({ k, inputs, save }) {
      const handles = inputs.map((value) => value!.as('logical'));
      const weights = handles.slice(given);
      const { tapes, made } = k.fused!.runRows(program, handles.slice(0, given), weights);
      save(tapes);
      return made.map((handle) => new Value(k, handle, 'logical'));
    },
    backward({ k, inputs, saved, gradients, wanted, pass }) {
      const weights = inputs.slice(given).map((value) => value!.as('logical'));
      const tapes = saved[0]!;
      const toMade = gradients.map((gradient) => gradient?.as('logical'));
      const { backs, given: toGiven } = pass('input-gradient', () =>
        k.fused!.reverseRows(program, tapes, toMade, weights),
      );
      const toWeights =
        weights.length === 0
          ? []
          : pass('weight-gradient', () => k.fused!.rowWeights(program, tapes, backs, weights));
      return [...toGiven, ...toWeights].map((handle, i) =>
        wanted[i] ? new Value(k, handle, 'logical') : undefined,
      );
    },
  };
}
