import { findMixing, inferShapes } from '@picojoule/graph';
import { type Graph, type Node, PicojouleError } from '@picojoule/spec';
import { batchFixed } from '../errors.ts';

/**
 * The same network for batches of any size, for files that were written for a fixed one (mnist-8 takes
 * one image): the first dimension of the inputs becomes the batch, and Reshapes to that size become -1
 * there.
 *
 * @throws PicojouleError `ONNX_BATCH_FIXED` where what the network makes of an image depends on others.
 */
export function freeBatch(graph: Graph): Graph {
  const sizes = new Set(graph.inputs.map(({ shape }) => shape[0]));
  const [size] = sizes;
  if (sizes.size !== 1 || size === undefined) {
    throw batchFixed(graph.name, `its inputs begin with [${[...sizes].join(', ')}]`);
  }
  const free = size === 'batch' ? graph : freed(graph, size);
  let mixing: Node | undefined;
  try {
    mixing = findMixing(free);
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw error;
    throw batchFixed(graph.name, error.message, error);
  }
  if (mixing === undefined) return free;
  const { op, name } = mixing;
  throw batchFixed(graph.name, `${op} "${name}" mixes the images of a batch, or moves the batch`);
}

function freed(graph: Graph, size: number): Graph {
  const before = inferShapes(graph, size);
  return {
    ...graph,
    inputs: graph.inputs.map((input) => ({ ...input, shape: ['batch', ...input.shape.slice(1)] })),
    nodes: graph.nodes.map((node) => freedNode(node, size, before)),
  };
}

function freedNode(
  node: Node,
  batch: number,
  shapes: Readonly<Record<string, readonly number[]>>,
): Node {
  if (node.op !== 'Reshape') return node;
  const [first, ...rest] = node.attributes.shape;
  if (first !== batch || shapes[node.inputs[0]!]![0] !== batch) return node;
  // A -1 further on is a size that does not depend on the batch.
  const result = shapes[node.outputs[0]!]!;
  return { ...node, attributes: { shape: [-1, ...rest.map((_, axis) => result[axis + 1]!)] } };
}
