import type { Graph, OpenDataset, Tensors } from '@picojoule/spec';
import { imageShape, noImageInput } from '../errors.ts';

/** The names that a network for image classification is fed and read by. */
export interface ImageClassifier {
  readonly input: string;
  readonly output: string;
  /** Images at a time, where the network fixes it. */
  readonly batch?: number;
  /** Images as the network's inputs. */
  feed(images: Float32Array, count: number): Tensors;
}

/**
 * Checks that a network classifies the images of a dataset.
 *
 * @throws PicojouleError `GRAPH_NO_IMAGES` or `DATA_SHAPE`.
 */
export function imageClassifier(graph: Graph, dataset: OpenDataset): ImageClassifier {
  const [input, ...others] = graph.inputs;
  const [output, ...more] = graph.outputs;
  if (input?.shape.length !== 4 || output === undefined || others.length + more.length > 0) {
    throw noImageInput(graph.name);
  }
  const { shape } = dataset.info;
  if (input.shape.slice(1).some((size, axis) => size !== shape[axis])) {
    throw imageShape(input.shape.slice(1), shape);
  }
  const feed = (images: Float32Array, count: number): Tensors => ({
    [input.name]: { type: 'float32', shape: [count, ...shape], values: images },
  });
  const batch = input.shape[0] === 'batch' ? {} : { batch: input.shape[0]! };
  return { input: input.name, output, feed, ...batch };
}
