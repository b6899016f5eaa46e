import type { Block, Graph, Node } from '@picojoule/spec';
import { equal, type Shape } from './shapes/rule.ts';
import { consumersOf } from './topology.ts';

/** Why blocks are no residual blocks; empty when all are. The shapes are those for `images` images. */
export function verifyBlocks(
  graph: Graph,
  shapes: ReadonlyMap<string, Shape>,
  images: number,
): string[] {
  const names = new Set<string>();
  const consumers = consumersOf(graph);
  const nodes = new Map(graph.nodes.map((node) => [node.name, node]));
  return graph.blocks.flatMap((block) => {
    const problems = blockProblems(graph, block, nodes, consumers, shapes);
    problems.push(...gateProblems(graph, block, shapes, images));
    if (names.has(block.name)) problems.push('its name is used twice');
    names.add(block.name);
    return problems.map((problem) => `block "${block.name}": ${problem}`);
  });
}

function blockProblems(
  graph: Graph,
  block: Block,
  nodes: ReadonlyMap<string, Node>,
  consumers: ReadonlyMap<string, readonly Node[]>,
  shapes: ReadonlyMap<string, Shape>,
): string[] {
  const merge = nodes.get(block.merge);
  if (merge?.op !== 'Add') return [`its merge "${block.merge}" is no Add node`];
  const unknown = block.branch.filter((name) => !nodes.has(name));
  if (unknown.length > 0) return [`its branch names unknown nodes: ${unknown.join(', ')}`];
  if (block.branch.length === 0) return ['its branch is empty'];

  const problems: string[] = [];
  const positions = block.branch.map((name) => graph.nodes.indexOf(nodes.get(name)!));
  if (positions.some((position, i) => i > 0 && position <= positions[i - 1]!)) {
    problems.push('its branch is not in execution order');
  }
  const branch = new Set(block.branch);
  const made = block.branch.flatMap((name) => nodes.get(name)!.outputs);
  for (const value of made) {
    const outside = (consumers.get(value) ?? []).filter(
      (node) => !branch.has(node.name) && node.name !== block.merge,
    );
    if (outside.length > 0) {
      problems.push(
        `"${value}" of its branch is also read by ${outside.map((n) => n.name).join(', ')}`,
      );
    }
    if (graph.outputs.includes(value)) problems.push(`"${value}" of its branch is an output`);
  }
  const fromBranch = merge.inputs.filter((value) => made.includes(value));
  if (fromBranch.length !== 1) {
    problems.push(`its merge reads ${fromBranch.length} values of the branch, not one`);
    return problems;
  }
  const shortcut = merge.inputs.find((value) => !made.includes(value));
  const passed = shortcut === undefined ? undefined : shapes.get(shortcut);
  const result = shapes.get(merge.outputs[0] ?? '');
  if (passed !== undefined && result !== undefined && !equal(passed, result)) {
    problems.push(`its shortcut [${passed}] has not the shape [${result}] of the merge`);
  }
  return problems;
}

function gateProblems(
  graph: Graph,
  { gate, branch }: Block,
  shapes: ReadonlyMap<string, Shape>,
  images: number,
): string[] {
  if (gate === undefined) return [];
  const problems: string[] = [];
  const source = graph.nodes.findIndex(({ outputs }) => outputs.includes(gate));
  const first = graph.nodes.findIndex(({ name }) => branch.includes(name));
  if (source < 0 || source >= first) {
    problems.push(`its gate "${gate}" is made by no node before its branch`);
  }
  const shape = shapes.get(gate);
  if (shape !== undefined && !equal(shape, [images, 1])) {
    problems.push(`its gate "${gate}" is [${shape}], not one number per image`);
  }
  return problems;
}
