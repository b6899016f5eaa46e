import type { Graph, Node } from '@picojoule/spec';

/**
 * Tells the values that one node reads and nothing else sees: neither the outside, as outputs and `observed` values, nor a
 * gated block.
 */
export function innerValues(
  { nodes, outputs, blocks }: Graph,
  observed: ReadonlySet<string>,
): (value: string) => boolean {
  const reads = new Map<string, number>();
  for (const value of nodes.flatMap(({ inputs }) => inputs)) {
    reads.set(value, (reads.get(value) ?? 0) + 1);
  }
  const gates = blocks.map(({ gate }) => gate);
  const seen = new Set([...outputs, ...observed, ...gates]);
  return (value) => reads.get(value) === 1 && !seen.has(value);
}

/** The graph in which nodes have become others, or are gone. */
export function replaceNodes(graph: Graph, replaced: ReadonlyMap<Node, Node | undefined>): Graph {
  const nodes = graph.nodes.flatMap((node) =>
    replaced.has(node) ? (replaced.get(node) ?? []) : node,
  );
  return { ...graph, nodes };
}
