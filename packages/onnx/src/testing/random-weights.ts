import {
  createRandom,
  type FillTensor,
  type Graph,
  type Node,
  sizeOf,
  type Tensor,
} from '@picojoule/spec';
import { decodeModel } from '../format/decode-model.ts';
import { encodeTensor } from '../format/encode-tensor.ts';
import { modelType } from '../format/schema.ts';
import { importOnnx } from '../import/import-onnx.ts';

/**
 * A model with seeded random weights in place of those that ConstantOfShape makes all equal: with
 * equal weights, swapped channels or filters would go unseen. Scaled after He et al. (ICCV 2015) so that
 * activations stay finite. Batch norm gets scales of about 1/2, so that the sums of sixteen residual
 * blocks do not grow until softmax hides every difference.
 */
export function withRandomWeights(bytes: Uint8Array, seed: number): Uint8Array {
  const graph = importOnnx(bytes);
  const fills = Object.entries(graph.parameters).filter(
    (entry): entry is [string, FillTensor] => 'fill' in entry[1] && entry[1].type === 'float32',
  );
  const roles = new Map(
    graph.nodes.flatMap((node) => node.inputs.map((name, i) => [name, { node, i }])),
  );
  const replaced = new Map<string, Tensor>(
    fills.map(([name, { shape }]) => [name, draw(name, shape, roles.get(name)!, seed)]),
  );
  const model = decodeModel(bytes);
  return modelType
    .encode({
      ...model,
      graph: {
        ...model.graph,
        node: model.graph!.node!.filter(({ output = [] }) => !replaced.has(output[0] ?? '')),
        initializer: [
          ...model.graph!.initializer!,
          ...[...replaced].map(([name, value]) => encodeTensor(name, value)),
        ],
      },
    })
    .finish();
}

function draw(
  name: string,
  shape: Graph['parameters'][string]['shape'],
  { node, i }: { readonly node: Node; readonly i: number },
  seed: number,
): Tensor {
  const random = createRandom(seed, name);
  const size = sizeOf(shape);
  const values = new Float32Array(size);
  const isNorm = node.op === 'BatchNormalization';
  const least = isNorm && i === 1 ? 0.25 : isNorm && i === 4 ? 0.5 : undefined;
  if (least !== undefined)
    for (let k = 0; k < size; k++) values[k] = least * (1 + 2 * random.next());
  else {
    const fanIn =
      node.op === 'Gemm' && !node.attributes.transB ? shape[0]! : sizeOf(shape.slice(1));
    const spread = i === 1 ? Math.sqrt(6 / fanIn) : 0.1;
    // VGG-19 has 144 million weights: a xorshift (Marsaglia 2003) draws them in two seconds.
    let state = Math.floor(random.next() * 2 ** 31) + 1;
    for (let k = 0; k < size; k++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      values[k] = spread * (state / 2 ** 31);
    }
  }
  return { type: 'float32', shape, values };
}
