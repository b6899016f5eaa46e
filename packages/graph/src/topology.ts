import type { Graph, Node } from '@picojoule/spec';

/** The node that makes each value; graph inputs and parameters have none. */
export function producersOf(graph: Graph): ReadonlyMap<string, Node> {
  return new Map(
    graph.nodes.flatMap((node) => node.outputs.map((value) => [value, node] as const)),
  );
}

/** The nodes that read each value or parameter, in execution order, each once. */
export function consumersOf(graph: Graph): ReadonlyMap<string, readonly Node[]> {
  const consumers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const value of new Set(node.inputs)) {
      if (value === '') continue;
      const readers = consumers.get(value);
      if (readers === undefined) consumers.set(value, [node]);
      else readers.push(node);
    }
  }
  return consumers;
}
