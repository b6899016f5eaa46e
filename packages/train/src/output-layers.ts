import type { Graph, Node } from '@picojoule/spec';

export interface OutputLayers {
  /** All layers with MACs. */
  readonly all: readonly Node[];
  /** Those that convolve with a filter of the network. */
  readonly convolutions: readonly Node[];
}

const withMacs: readonly string[] = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul'];

/** The layers with MACs that an output is computed from: not those that only serve gates. */
export function outputLayers(graph: Graph): OutputLayers {
  const needed = new Set(graph.outputs);
  const nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    const serves = outputs.some((value) => needed.has(value));
    if (serves) for (const value of inputs) needed.add(value);
    return serves;
  });
  const all = nodes.toReversed().filter(({ op }) => withMacs.includes(op));
  const convolutions = all.filter(
    ({ op, inputs }) =>
      (op === 'Conv' || op === 'ConvTranspose') && Object.hasOwn(graph.parameters, inputs[1]!),
  );
  return { all, convolutions };
}

/** The same rule for each of these layers, as a step plan names them. */
export const forLayers = <Rule>(
  layers: readonly Node[],
  rule: Rule,
): Readonly<Record<string, Rule>> => Object.fromEntries(layers.map(({ name }) => [name, rule]));
