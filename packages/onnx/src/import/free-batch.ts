import { inferShapes } from '@picojoule/graph';
import { type Graph, type Node, PicojouleError } from '@picojoule/spec';
import { batchFixed } from '../errors.ts';

/**
 * The same network for batches of any size, for files that were written for a fixed one (mnist-8 takes
 * one image): the first dimension of the inputs becomes the batch, and Reshapes to that size become -1
 * there.
 *
 * @throws PicojouleError `ONNX_BATCH_FIXED` where the network does not work for other batches.
 */
export function freeBatch(graph: Graph): Graph {
  const sizes = new Set(graph.inputs.map(({ shape }) => shape[0]));
  const [size] = sizes;
  if (size === 'batch' && sizes.size === 1) return graph;
  if (sizes.size !== 1 || typeof size !== 'number') {
    throw batchFixed(graph.name, `its inputs begin with [${[...sizes].join(', ')}]`);
  }
  const mixing = graph.nodes.find(
    (node) => (node.op === 'Softmax' || node.op === 'LogSoftmax') && node.attributes.axis === 0,
  );
  if (mixing !== undefined) {
    throw batchFixed(graph.name, `${mixing.op} "${mixing.name}" runs over the batch`);
  }
  const before = inferShapes(graph, size);
  const free: Graph = {
    ...graph,
    inputs: graph.inputs.map((input) => ({ ...input, shape: ['batch', ...input.shape.slice(1)] })),
    nodes: graph.nodes.map((node) => freed(node, size, before)),
  };
  try {
    for (const batch of [2, 3]) {
      const shapes = inferShapes(free, batch);
      for (const value of graph.outputs) {
        const wanted = Object.hasOwn(graph.parameters, value)
          ? before[value]!
          : [batch, ...before[value]!.slice(1)];
        if (String(shapes[value]) !== String(wanted)) {
          throw batchFixed(graph.name, `output "${value}" does not follow the batch`);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof PicojouleError) || error.code === 'ONNX_BATCH_FIXED') throw error;
    throw batchFixed(graph.name, error.message, error);
  }
  return free;
}

function freed(
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
