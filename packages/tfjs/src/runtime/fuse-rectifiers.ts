import type { Node, OperatorName } from '@picojoule/spec';
import type { Range } from '../kernels/fused.ts';
import type { Rule } from '../operators/rule.ts';
import type { Folded } from './fold-norms.ts';
import { innerValues, replaceNodes } from './join-nodes.ts';

/** How a node runs with the rectifier behind it; undefined where there is no such way. */
export type Rectified = (node: Node, range: Range) => Rule<OperatorName> | undefined;

/**
 * The graph in which a node takes over the rectifier (ReLU, or a clip to 0 and 6) that alone reads it.
 * `observed` values are still made.
 */
export function fuseRectifiers(
  { graph, rules }: Folded,
  observed: ReadonlySet<string>,
  rectified: Rectified,
): Folded {
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const blockOf = new Map(graph.blocks.flatMap((b) => b.branch.map((node) => [node, b.name])));
  const isInner = innerValues(graph, observed);
  const replaced = new Map<Node, Node | undefined>();
  const fused = new Map(rules);
  for (const rectifier of graph.nodes) {
    const range = rangeOf(rectifier);
    const between = rectifier.inputs[0]!;
    const node = made.get(between);
    if (range === undefined || node === undefined || !isInner(between)) continue;
    if (blockOf.get(node.name) !== blockOf.get(rectifier.name)) continue;
    const rule = rectified(node, range);
    if (rule === undefined) continue;
    replaced.set(node, { ...node, outputs: rectifier.outputs } as Node).set(rectifier, undefined);
    fused.set(node.name, rule);
  }
  return { graph: replaceNodes(graph, replaced), rules: fused };
}

function rangeOf({ op, attributes }: Node): Range | undefined {
  if (op === 'Relu') return { floor: 0, ceiling: Number.POSITIVE_INFINITY };
  if (op === 'Clip' && attributes.min === 0 && attributes.max === 6)
    return { floor: 0, ceiling: 6 };
  return undefined;
}
