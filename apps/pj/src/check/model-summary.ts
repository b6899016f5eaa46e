import { countWeights, workloadsOf } from '@picojoule/graph';
import { type Graph, type Report, sizeOf } from '@picojoule/spec';
import { notFinite } from '../model/not-finite.ts';

/** What is in a network: its interface, operators, parameters, MACs and blocks. */
export function modelSummary(graph: Graph, file: string, batch: number): Report {
  const works = workloadsOf(graph, { batch });
  const macs = new Map(works.map(({ layer, macs, batch }) => [layer, macs / batch]));
  const operators = new Map<string, { nodes: number; macs: number }>();
  for (const { op, name } of graph.nodes) {
    const { nodes, macs: sum } = operators.get(op) ?? { nodes: 0, macs: 0 };
    operators.set(op, { nodes: nodes + 1, macs: sum + (macs.get(name) ?? 0) });
  }
  const parameters = Object.values(graph.parameters).filter(({ type }) => type === 'float32');
  const elements = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const weights = countWeights(graph);
  const wrong = notFinite(graph);
  const total = [...macs.values()].reduce((a, b) => a + b, 0);
  return {
    title: file,
    summary: [
      `Network "${graph.name}": ${graph.inputs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')} -> ${graph.outputs.join(', ')}.`,
      `${graph.nodes.length === 0 ? 'No operators' : `${graph.nodes.length} nodes`}, ${elements} parameters, ${weights.nonZero} of ${weights.total} weights are not zero.`,
      `${total} MACs per image, ${graph.blocks.length} residual blocks.`,
      ...(wrong === undefined ? [] : [`Warning: ${wrong}.`]),
    ],
    sections: [
      {
        title: 'Operators',
        table: {
          columns: [
            { title: 'operator' },
            { title: 'nodes', format: 'integer' },
            { title: 'MACs per image', format: 'si' },
          ],
          rows: [...operators]
            .sort(([, a], [, b]) => b.macs - a.macs || b.nodes - a.nodes)
            .map(([op, count]) => [op, count.nodes, count.macs]),
        },
      },
    ],
  };
}
