import { tinyModel } from './tiny-model.ts';

/** A file of a kilobyte whose feature map, of this shape for each image, doubles so many times. */
export const doublingModel = (shape: readonly number[], times: number): Uint8Array =>
  tinyModel({
    opset: 13,
    inputs: { v0: ['n', ...shape] },
    nodes: Array.from({ length: times }, (_, i) => ({
      op: 'Concat',
      inputs: [`v${i}`, `v${i}`],
      outputs: [`v${i + 1}`],
      attributes: { axis: 1 },
    })),
    outputs: [`v${times}`],
  });
