import { weightOf } from '@picojoule/graph';
import { type Graph, type Node, valuesOf } from '@picojoule/spec';

/**
 * The weights of a layer as `filters` rows of `inputs` weights each, whatever their layout. Each group
 * of filters sees its own input channels.
 */
export interface PrunableLayer {
  readonly node: Node;
  /** Name of the parameter. */
  readonly parameter: string;
  readonly filters: number;
  readonly groups: number;
  /** Weights of one filter. */
  readonly inputs: number;
  /** [R, S]; 1x1 for matrices. */
  readonly kernel: readonly [number, number];
  /** Position of a filter's weight in the parameter. */
  at(filter: number, input: number): number;
}

/** The layers of a network whose weights can be removed, in the order of the network. */
export function prunableLayers(graph: Graph): PrunableLayer[] {
  const seen = new Set<string>();
  return graph.nodes.flatMap((node) => {
    const parameter = weightOf(node);
    const shape = parameter === undefined ? undefined : graph.parameters[parameter]?.shape;
    if (parameter === undefined || shape === undefined || seen.has(parameter)) return [];
    seen.add(parameter);
    return [{ node, parameter, ...view(node, shape) }];
  });
}

type View = Omit<PrunableLayer, 'node' | 'parameter'>;

function view(node: Node, shape: readonly number[]): View {
  const [first = 1, second = 1, ...rest] = shape;
  const kernel = [rest[0] ?? 1, rest[1] ?? 1] as const;
  const area = kernel[0] * kernel[1];
  const rowsFirst = (groups: number): View => {
    const inputs = second * area;
    const at = (filter: number, input: number) => filter * inputs + input;
    return { filters: first, groups, inputs, kernel, at };
  };
  if (node.op === 'Conv') return rowsFirst(node.attributes.group);
  if (node.op === 'Gemm' && node.attributes.transB) return rowsFirst(1);
  if (node.op === 'ConvTranspose') {
    // [C, M/group, R, S]: the weights of one ofmap channel are those of its group's input channels.
    const { group } = node.attributes;
    const perGroup = first / group;
    return {
      filters: second * group,
      groups: group,
      inputs: perGroup * area,
      kernel,
      at: (filter, input) => {
        const channel = Math.floor(filter / second) * perGroup + Math.floor(input / area);
        return (channel * second + (filter % second)) * area + (input % area);
      },
    };
  }
  const at = (filter: number, input: number) => input * second + filter;
  return { filters: second, groups: 1, inputs: first, kernel, at };
}

/** The layer's weights [filters x inputs], row after row. */
export function readWeights(graph: Graph, layer: PrunableLayer): Float32Array {
  const values = valuesOf(graph.parameters[layer.parameter]!);
  const weights = new Float32Array(layer.filters * layer.inputs);
  for (let filter = 0; filter < layer.filters; filter++) {
    for (let input = 0; input < layer.inputs; input++) {
      weights[filter * layer.inputs + input] = values[layer.at(filter, input)]!;
    }
  }
  return weights;
}

/** The graph with these weights in the layer; what is zero is masked. */
export function writeWeights(graph: Graph, layer: PrunableLayer, weights: Float32Array): Graph {
  const { shape } = graph.parameters[layer.parameter]!;
  const values = new Float32Array(weights.length);
  const mask = new Uint8Array(weights.length);
  for (let filter = 0; filter < layer.filters; filter++) {
    for (let input = 0; input < layer.inputs; input++) {
      const weight = weights[filter * layer.inputs + input]!;
      const position = layer.at(filter, input);
      values[position] = weight;
      mask[position] = weight === 0 ? 0 : 1;
    }
  }
  const parameter = { type: 'float32', shape, values } as const;
  return {
    ...graph,
    parameters: { ...graph.parameters, [layer.parameter]: parameter },
    masks: { ...graph.masks, [layer.parameter]: mask },
  };
}
