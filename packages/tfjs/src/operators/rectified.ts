import type { Node, OperatorName } from '@picojoule/spec';
import type { Range } from '../kernels/fused.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Value } from '../runtime/value.ts';
import { arithmeticRules } from './arithmetic.ts';
import { aligned } from './broadcast.ts';
import { batchNormalization } from './normalisation.ts';
import { input, type Rule } from './rule.ts';

/** How a node and the rectifier that alone reads it run together, on kernels that fuse them; a norm only in training. */
export function rectified(node: Node, range: Range): Rule<OperatorName> | undefined {
  // The rule of exactly this operator; TypeScript cannot see the pairing.
  if (node.op === 'BatchNormalization') return batchNormalization(range) as Rule<OperatorName>;
  const isRelu = range.ceiling === Number.POSITIVE_INFINITY;
  return node.op === 'Add' && isRelu ? (rectifiedSum as Rule<OperatorName>) : undefined;
}

/** In the layout in which it was made. */
export const relu = (k: Kernels, x: Value): Value =>
  new Value(k, k.unary('relu', x.handle), x.layout);

/** The part of the gradient of `relu` that reaches its input. */
export const throughRelu = (k: Kernels, gradient: Value, output: Value): Value => {
  const { layout } = output;
  return new Value(k, k.reluGradient(gradient.as(layout), output.as(layout)), layout);
};

const rectifiedSum: Rule<'Add'> = {
  reads: { outputs: true },
  isRectified: true,
  rectifies: true,
  forward(site) {
    const { k } = site;
    const { a, b, layout } = aligned(k, input(site), input(site, 1));
    const isSame = a.shape.length === b.shape.length && a.shape.every((n, i) => n === b.shape[i]);
    if (!isSame) return [new Value(k, k.unary('relu', k.binary('add', a, b)), layout)];
    const wantsMeans = site.wantsMeans && layout === 'nhwc';
    return [Value.ofMap(k, k.fused!.addRelu(a, b, wantsMeans), layout)];
  },
  backward: (site) => arithmeticRules.Add.backward!(site),
};
