import type { Block, Graph } from '@picojoule/spec';

/** The residual blocks of a graph in execution order. */
export function orderedBlocks(graph: Graph): readonly Block[] {
  const position = new Map(graph.nodes.map(({ name }, i) => [name, i]));
  const first = ({ branch }: Block) => position.get(branch[0]!)!;
  return graph.blocks.toSorted((a, b) => first(a) - first(b));
}
