import type { Node } from '@picojoule/spec';
import type { Folded } from './fold-norms.ts';
import { innerValues, replaceNodes } from './join-nodes.ts';

/**
 * The graph in which a convolution with its norm takes over the sum that alone reads it, as a further input behind those that
 * it has: of two maps of one shape, the other of which is there before the convolution runs. `observed` values are still
 * made. Gated blocks keep their sums, where images that skip them pass.
 *
 * @param folded By name, the convolutions that have taken over a norm.
 * @param shapes Of all values, for any batch.
 */
export function fuseSums(
  { graph, rules }: Folded,
  observed: ReadonlySet<string>,
  folded: ReadonlyMap<string, unknown>,
  shapes: Readonly<Record<string, readonly number[]>>,
): Folded {
  const place = new Map(graph.nodes.flatMap(({ outputs }, i) => outputs.map((name) => [name, i])));
  const blocks = graph.blocks.filter(({ gate }) => gate !== undefined);
  const isInner = innerValues(graph, observed);
  const replaced = new Map<Node, Node | undefined>();
  for (const sum of graph.nodes) {
    if (sum.op !== 'Add' || blocks.some(({ merge }) => merge === sum.name)) continue;
    for (const [between, other] of [sum.inputs, sum.inputs.toReversed()] as [string, string][]) {
      const at = place.get(between);
      const conv = graph.nodes[at ?? -1];
      if (at === undefined || conv?.op !== 'Conv' || !folded.has(conv.name)) continue;
      if (conv.attributes.group !== 1 || (place.get(other) ?? at) >= at) continue;
      if (String(shapes[between]) !== String(shapes[other])) continue;
      if (!isInner(between)) continue;
      const joined = { ...conv, inputs: [...conv.inputs, other], outputs: sum.outputs };
      replaced.set(conv, joined as Node).set(sum, undefined);
      break;
    }
  }
  // Nothing skips the others: no rectifier need keep to their borders.
  return { graph: { ...replaceNodes(graph, replaced), blocks }, rules };
}
