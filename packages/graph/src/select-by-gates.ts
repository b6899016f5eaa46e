import type { Block, Graph, Node, NodeOf, OperatorName, Operators } from '@picojoule/spec';
import { inferShapes } from './infer-shapes.ts';
import { producersOf } from './topology.ts';

/**
 * A network without gates that computes what a gated one does outside training: every image runs every
 * block, and its branch counts where p >= 1/2. For what knows no gates, such as an ONNX file; the work
 * that gates save is not saved. A graph without gates is returned as it is.
 *
 *     output = shortcut + clip(int(p + p), 0, 1) branch
 */
export function selectByGates(graph: Graph): Graph {
  const gated = new Map(
    graph.blocks.flatMap((block) => (block.gate === undefined ? [] : [[block.merge, block]])),
  );
  if (gated.size === 0) return graph;
  const shapes = inferShapes(graph, 2);
  const producers = producersOf(graph);
  const selections = new Map<string, readonly Node[]>();
  const nodes = graph.nodes.flatMap((merge) => {
    const block = gated.get(merge.name);
    if (block === undefined) return [merge];
    const position = merge.inputs.findIndex((value) =>
      block.branch.includes(producers.get(value)?.name ?? ''),
    );
    const branch = merge.inputs[position]!;
    const selection = selectionOf(block, branch, shapes[branch]!.length);
    selections.set(block.name, selection);
    const selected = selection.at(-1)!.outputs[0]!;
    return [...selection, { ...merge, inputs: merge.inputs.with(position, selected) } as Node];
  });
  const blocks = graph.blocks.map(({ gate: _, ...block }) => {
    const added = (selections.get(block.name) ?? []).map(({ name }) => name);
    return { ...block, branch: [...block.branch, ...added] };
  });
  return { ...graph, nodes, blocks };
}

function selectionOf({ name, gate }: Block, branch: string, axes: number): readonly Node[] {
  const nodes: Node[] = [];
  const add = <Op extends OperatorName>(
    op: Op,
    step: string,
    inputs: readonly string[],
    attributes: Operators[Op],
  ): string => {
    const made = `${name}.select.${step}`;
    const node: NodeOf<Op> = { name: made, op, inputs, outputs: [made], attributes };
    nodes.push(node as unknown as Node);
    return made;
  };
  const doubled = add('Add', 'doubled', [gate!, gate!], {});
  const whole = add('Cast', 'whole', [doubled], { to: 'int32' });
  const number = add('Cast', 'number', [whole], { to: 'float32' });
  const runs = add('Clip', 'runs', [number], { min: 0, max: 1 });
  const trailing = Array.from({ length: axes - 2 }, (_, i) => i + 2);
  const shaped = axes > 2 ? add('Unsqueeze', 'shaped', [runs], { axes: trailing }) : runs;
  add('Mul', 'branch', [branch, shaped], {});
  return nodes;
}
