import { inferShapes } from '@picojoule/graph';
import type { Graph, Node, OperatorName } from '@picojoule/spec';
import type { Range } from '../kernels/fused.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { foldedConvolution } from '../operators/folded-convolution.ts';
import { rectified } from '../operators/rectified.ts';
import type { Rule } from '../operators/rule.ts';
import { type Folded, foldNorms } from './fold-norms.ts';
import { fuseChains } from './fuse-chains.ts';
import { fuseRectifiers } from './fuse-rectifiers.ts';
import { fuseSums } from './fuse-sums.ts';

/**
 * The graph for running forward alone: convolutions take over the norms, sums and rectifiers behind them,
 * and sums that are left their rectifiers.
 *
 * @param observed Values that must be made under their names, beside the outputs.
 */
export function joinForward(k: Kernels, graph: Graph, observed: ReadonlySet<string>): Folded {
  const folded = foldNorms(graph, observed);
  const shapes = inferShapes(graph, 1);
  const summed =
    k.convChain !== undefined ? fuseSums(folded, observed, folded.epsilons, shapes) : folded;
  const links = new Map(
    [...folded.epsilons].map(([name, epsilon]) => [
      name,
      { epsilon } as { epsilon: number; range?: Range },
    ]),
  );
  const joined = fuseRectifiers(summed, observed, (node: Node, range: Range) => {
    const link = links.get(node.name);
    if (link !== undefined) {
      link.range = range;
      // The rule of exactly this operator; TypeScript cannot see the pairing.
      return foldedConvolution(link.epsilon, range) as Rule<OperatorName>;
    }
    return k.fused === undefined || node.op !== 'Add' ? undefined : rectified(node, range);
  });
  return k.convChain === undefined ? joined : fuseChains(joined, observed, links, shapes);
}
