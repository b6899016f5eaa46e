import {
  type FillTensor,
  type Graph,
  type Node,
  type NodeOf,
  type Tensor,
  valuesOf,
} from '@picojoule/spec';
import { consumersOf, producersOf } from './topology.ts';

/**
 * Folds every batch normalisation that alone reads a convolution's output into that convolution:
 * `w' = w s / sqrt(variance + epsilon)`, `b' = (b - mean) s / sqrt(variance + epsilon) + bias`, with the
 * running statistics. The graph computes the same in inference; it can no longer be trained as before.
 * Masks stay. A filter, bias or statistic that other nodes share, or that an activation computes, stays unfolded.
 */
export function foldBatchNorm(graph: Graph): Graph {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const folded = new Map<Node, Node>();
  const parameters: Record<string, Tensor | FillTensor> = { ...graph.parameters };
  const taken = new Set([
    ...Object.keys(parameters),
    ...graph.inputs.map(({ name }) => name),
    ...producers.keys(),
  ]);
  for (const norm of graph.nodes) {
    if (norm.op !== 'BatchNormalization') continue;
    const conv = producers.get(norm.inputs[0]!);
    if (conv?.op !== 'Conv' || graph.outputs.includes(norm.inputs[0]!)) continue;
    if (consumers.get(norm.inputs[0]!)!.length > 1) continue;
    const read = [...conv.inputs.slice(1), ...norm.inputs.slice(1)].filter((name) => name !== '');
    const known = read.every((name) => Object.hasOwn(graph.parameters, name));
    if (!known || consumers.get(conv.inputs[1]!)!.length > 1) continue;

    const { filter, bias } = fold(graph, conv, norm);
    const biasName = fresh(`${conv.name}.foldedBias`, taken);
    parameters[conv.inputs[1]!] = filter;
    parameters[biasName] = bias;
    const inputs = [conv.inputs[0]!, conv.inputs[1]!, biasName];
    folded.set(conv, { ...conv, inputs, outputs: norm.outputs });
    folded.set(norm, conv);
  }
  const nodes = graph.nodes.flatMap((node) => {
    const replacement = folded.get(node);
    if (replacement === undefined) return [node];
    return node.op === 'BatchNormalization' ? [] : [replacement];
  });
  const left = new Set(nodes.map((node) => node.name));
  const used = new Set([...nodes.flatMap((node) => node.inputs), ...graph.outputs]);
  const isUsed = ([name]: readonly [string, unknown]) => used.has(name);
  return {
    ...graph,
    nodes,
    parameters: Object.fromEntries(Object.entries(parameters).filter(isUsed)),
    masks: Object.fromEntries(Object.entries(graph.masks).filter(isUsed)),
    blocks: graph.blocks.map((block) => ({
      ...block,
      branch: block.branch.filter((name) => left.has(name)),
    })),
  };
}

function fold(graph: Graph, conv: NodeOf<'Conv'>, norm: NodeOf<'BatchNormalization'>) {
  const read = (name: string) => valuesOf(graph.parameters[name]!);
  const [scale, shift, mean, variance] = norm.inputs.slice(1).map(read) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const filter = graph.parameters[conv.inputs[1]!]!;
  const before = conv.inputs[2] ? read(conv.inputs[2]) : new Float32Array(scale.length);
  const gain = Float64Array.from(
    scale,
    (value, m) => value / Math.sqrt(variance[m]! + norm.attributes.epsilon),
  );
  const perFilter = valuesOf(filter).length / scale.length;
  const values = Float32Array.from(
    valuesOf(filter),
    (value, i) => value * gain[Math.floor(i / perFilter)]!,
  );
  const bias = Float32Array.from(before, (value, m) => (value - mean[m]!) * gain[m]! + shift[m]!);
  return {
    filter: { type: 'float32', shape: filter.shape, values },
    bias: { type: 'float32', shape: [bias.length], values: bias },
  } as const;
}

function fresh(stem: string, taken: Set<string>): string {
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem}${i}`;
  taken.add(name);
  return name;
}
