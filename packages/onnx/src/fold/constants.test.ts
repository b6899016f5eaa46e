import { createRandom, type Tensor, tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { ElementType } from '../format/element-types.ts';
import { importOnnx } from '../import/import-onnx.ts';
import { inRuntime } from '../operators/testing.ts';
import { tinyModel } from '../testing/tiny-model.ts';

const { FLOAT, FLOAT16, BFLOAT16 } = ElementType;

/** Numbers of all sizes, and those at which the rounding of either type turns. */
function samples(): readonly number[] {
  const random = createRandom(1, 'samples');
  const drawn = Array.from({ length: 2000 }, (_, i) => random.normal() * 2 ** ((i % 60) - 35));
  const ties = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 1.5 * 2 ** -24];
  const ends = [65504, 65519, 65520, 3.39e38, 3.4e38, 2 ** -24, 2 ** -25, 2 ** -126, 2 ** -149];
  return [...drawn, ...ties, ...ends].flatMap((x) => [x, -x]);
}

test.each([
  ['float16', FLOAT16],
  ['bfloat16', BFLOAT16],
])('weights that are cast to %s are rounded as ONNX Runtime rounds them', async (_, to) => {
  const w = tensor([samples().length], samples());
  const model = tinyModel({
    opset: 13,
    nodes: [
      { op: 'Cast', inputs: ['w'], outputs: ['narrow'], attributes: { to } },
      { op: 'Cast', inputs: ['narrow'], attributes: { to: FLOAT } },
    ],
    initializers: { w },
  });
  const { y } = await inRuntime(model, {});
  const folded = importOnnx(model).parameters.y as Tensor;
  // Zeros have no sign here.
  expect(folded.values.map((x) => x + 0)).toEqual(y!.values.map((x) => x + 0));
});
