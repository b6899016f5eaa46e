import { ints } from '../../testing/tiny-model.ts';
import { type Case, float, floats, image, testOpsets } from './testing.ts';

testOpsets('resampling', [
  {
    opset: 7,
    op: 'Upsample',
    x: image,
    attributes: { scales: float([1, 1, 2, 3]), mode: 'nearest' },
  },
  {
    opset: 9,
    op: 'Upsample',
    x: image,
    rest: [floats(1, 1, 2, 2)],
    attributes: { mode: 'linear' },
  },
  { opset: 10, op: 'Resize', x: image, rest: [floats(1, 1, 0.6, 0.5)] },
  {
    opset: 10,
    op: 'Resize',
    x: image,
    rest: [floats(1, 1, 2, 1.5)],
    attributes: { mode: 'linear' },
  },
  ...['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'].flatMap((mode): Case[] => [
    ...['linear', 'cubic'].map((kind) => ({
      opset: 11,
      op: 'Resize',
      x: image,
      rest: [floats(), floats(1, 1, 1.7, 0.5)],
      attributes: { mode: kind, coordinate_transformation_mode: mode },
    })),
    {
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [undefined, undefined, ints(3, 4, 5, 13)],
      attributes: { coordinate_transformation_mode: mode, nearest_mode: 'floor' },
      why: 'sizes, batch of 3',
    },
    {
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [undefined, undefined, ints(3, 4, 5, 13)],
      attributes: {
        mode: 'cubic',
        coordinate_transformation_mode: mode,
        cubic_coeff_a: float(-0.5),
        exclude_outside: 1,
      },
      why: 'sizes, batch of 3',
    },
  ]),
  ...['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'].map(
    (rounding): Case => ({
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [undefined, floats(1, 1, 2, 3)],
      attributes: { nearest_mode: rounding },
    }),
  ),
  ...['floor', 'round_prefer_floor'].flatMap((rounding) =>
    [ints(3, 4, 5, 13), ints(3, 4, 14, 3)].map(
      (sizes): Case => ({
        opset: 11,
        op: 'Resize',
        x: image,
        rest: [floats(), floats(), sizes],
        attributes: {
          coordinate_transformation_mode: 'tf_half_pixel_for_nn',
          nearest_mode: rounding,
        },
        why: `to ${sizes.values}, batch of 3`,
      }),
    ),
  ),
  ...['linear', 'nearest'].map(
    (mode): Case => ({
      opset: 13,
      op: 'Resize',
      x: image,
      rest: [floats(0, 0, 0.21, -0.4, 1, 1, 1.3, 0.77), floats(), ints(3, 4, 8, 5)],
      attributes: {
        mode,
        coordinate_transformation_mode: 'tf_crop_and_resize',
        extrapolation_value: float(7.5),
      },
      why: 'a part that reaches beyond, batch of 3',
    }),
  ),
  {
    opset: 18,
    op: 'Resize',
    x: image,
    rest: [floats(0.4, 0.3, 0.8, 1), undefined, ints(1, 9)],
    attributes: {
      axes: [3, 2],
      mode: 'linear',
      coordinate_transformation_mode: 'tf_crop_and_resize',
    },
    why: 'a part, to one column',
  },
  {
    opset: 18,
    op: 'Resize',
    x: image,
    rest: [undefined, floats(2, 3)],
    attributes: { axes: [2, 3] },
  },
  {
    opset: 19,
    op: 'Resize',
    x: image,
    rest: [undefined, undefined, ints(9, 4)],
    attributes: { axes: [3, 2], mode: 'linear' },
  },
]);
