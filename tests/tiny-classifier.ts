import { tinyModel } from '@picojoule/onnx/testing';

export interface TinyClassifierOptions {
  readonly batch?: number | string;
  /** Of the first weights; the others are 1. */
  readonly weights?: readonly number[];
  /** Puts the images of a batch into one row: no other batch can be run. */
  readonly mixesImages?: boolean;
}

/** One fully connected layer on images of MNIST's size, as a file. */
export function tinyClassifier({
  batch = 'n',
  weights = [],
  mixesImages = false,
}: TinyClassifierOptions): Uint8Array {
  const rows = 784 * (mixesImages ? Number(batch) : 1);
  const values = new Float32Array(rows * 10).fill(1);
  values.set(weights);
  return tinyModel({
    opset: 13,
    inputs: { x: [batch, 1, 28, 28] },
    initializers: {
      w: { type: 'float32', shape: [rows, 10], values },
      row: { type: 'int64', shape: [2], values: Float64Array.of(mixesImages ? 1 : 0, rows) },
    },
    nodes: [
      { op: 'Reshape', inputs: ['x', 'row'], outputs: ['f'] },
      { op: 'MatMul', inputs: ['f', 'w'] },
    ],
  });
}
