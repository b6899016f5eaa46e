import { tinyModel } from '@picojoule/onnx/testing';

/** A file of a kilobyte whose last feature map has 16 GiB for one image. */
export const doublingModel = (): Uint8Array =>
  tinyModel({
    opset: 13,
    inputs: { v0: ['n', 1, 2, 2] },
    nodes: Array.from({ length: 30 }, (_, i) => ({
      op: 'Concat',
      inputs: [`v${i}`, `v${i}`],
      outputs: [`v${i + 1}`],
      attributes: { axis: 1 },
    })),
    outputs: ['v30'],
  });
