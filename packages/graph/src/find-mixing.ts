import type { Graph, Node } from '@picojoule/spec';
import { inferShapes } from './infer-shapes.ts';
import type { Shape } from './shapes/rule.ts';

/**
 * Two batches that no size of a network equals by chance: primes, so that nothing fits by accident and
 * what follows the batch shows by differing.
 */
export const BATCH_PROBES = [1021, 2039] as const;

const ELEMENTWISE: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'PRelu']);

/**
 * The first node that computes what belongs to one image from another image, or moves the batch from the
 * first dimension; undefined where every image stands for itself, whatever the batch.
 *
 * @throws PicojouleError when the shapes do not fit (see `inferShapes`).
 */
export function findMixing(graph: Graph): Node | undefined {
  const shapes = BATCH_PROBES.map((batch) => inferShapes(graph, batch));
  const followsBatch = (value: string) =>
    shapes.every((ofProbe, i) => ofProbe[value]![0] === BATCH_PROBES[i]);
  const ofImages = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (!node.inputs.some((name) => ofImages.has(name))) continue;
    if (!node.outputs.every(followsBatch) || mixes(node, ofImages, shapes[0]!)) return node;
    for (const output of node.outputs) ofImages.add(output);
  }
  return undefined;
}

/** Of nodes whose outputs begin with the batch, as their inputs do. */
function mixes(
  node: Node,
  ofImages: ReadonlySet<string>,
  shapes: Readonly<Record<string, Shape>>,
): boolean {
  const rank = (name: string) => shapes[name]!.length;
  const isBatch = (axis: number) => axis === 0 || axis === -rank(node.inputs[0]!);
  const [first, ...others] = node.inputs.map((name) => ofImages.has(name));
  if (ELEMENTWISE.has(node.op)) {
    // A smaller one would be broadcast along the batch.
    return node.inputs.some((name) => ofImages.has(name) && rank(name) < rank(node.outputs[0]!));
  }
  switch (node.op) {
    case 'Concat':
      return isBatch(node.attributes.axis);
    case 'MatMul': {
      const [a, b] = node.inputs.map(rank);
      return others[0] === true && (b! < 3 || (first === true && a !== b));
    }
    case 'Gemm':
      return node.attributes.transA || others[0] === true;
    case 'Softmax':
    case 'LogSoftmax':
      return isBatch(node.attributes.axis);
    case 'Transpose':
      return node.attributes.perm[0] !== 0;
    case 'Slice':
      return node.attributes.axes.some(
        (axis, i) => isBatch(axis) && node.attributes.steps[i] !== 1,
      );
    case 'Pad':
      return node.attributes.pads[0] !== 0;
    case 'Resize':
      return (node.attributes.crop?.starts[0] ?? 0) !== 0;
    default:
      return others.includes(true);
  }
}
