import type { Operators } from '@picojoule/spec';
import { type AxisMap, mapAxis, mapAxisGradient } from '../kernels/axis-map.ts';
import type { Shape } from '../kernels/handle.ts';
import { storedAxis } from '../runtime/layout.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rules } from './rule.ts';

type Attributes = Operators['Resize'];

/** How one axis of the result reads the source: the weighted sum of one map or two. */
interface AxisResampling {
  readonly axis: number;
  readonly terms: readonly {
    readonly map: AxisMap;
    readonly weights?: Float32Array<ArrayBuffer>;
  }[];
}

/** Where a position of the result lies in the source, as ONNX's coordinate modes define it. */
function coordinate(
  { coordinates }: Attributes,
  position: number,
  { size, length, scale }: { size: number; length: number; scale: number },
): number {
  switch (coordinates) {
    case 'asymmetric':
      return position / scale;
    case 'align_corners':
      return length === 1 ? 0 : (position * (size - 1)) / (length - 1);
    case 'pytorch_half_pixel':
      return length > 1 ? (position + 0.5) / scale - 0.5 : 0;
    case 'half_pixel':
      return (position + 0.5) / scale - 0.5;
  }
}

function nearest({ nearest: mode }: Attributes, x: number): number {
  switch (mode) {
    case 'round_prefer_floor':
      return Math.ceil(x - 0.5);
    case 'round_prefer_ceil':
      return Math.floor(x + 0.5);
    case 'floor':
      return Math.floor(x);
    case 'ceil':
      return Math.ceil(x);
  }
}

function resamplings(attributes: Attributes, shape: Shape): AxisResampling[] {
  const { scales, sizes, mode } = attributes;
  return shape.flatMap((size, axis) => {
    const scale = scales[axis]!;
    const length = axis === 0 && scale === 1 ? size : (sizes?.[axis] ?? Math.floor(size * scale));
    if (length === size && scale === 1) return [];
    const positions = Array.from({ length }, (_, i) =>
      coordinate(attributes, i, { size, length, scale }),
    );
    const inside = (x: number) => Math.min(Math.max(x, 0), size - 1);
    if (mode === 'nearest') {
      return [
        {
          axis,
          terms: [{ map: Int32Array.from(positions, (x) => inside(nearest(attributes, x))) }],
        },
      ];
    }
    const low = positions.map((x) => Math.floor(inside(x)));
    const high = low.map((x) => Math.min(x + 1, size - 1));
    const share = positions.map((x, i) => inside(x) - low[i]!);
    return [
      {
        axis,
        terms: [
          { map: Int32Array.from(low), weights: Float32Array.from(share, (s) => 1 - s) },
          { map: Int32Array.from(high), weights: Float32Array.from(share) },
        ],
      },
    ];
  });
}

const alongAxis = (rank: number, axis: number, length: number) =>
  Array.from({ length: rank }, (_, i) => (i === axis ? length : 1));

export const resizeRules: Rules<'Resize'> = {
  /** Axis by axis: both modes are separable. */
  Resize: {
    forward(site) {
      const { k } = site;
      const x = input(site);
      const layout = x.preferred;
      let y = x.as(layout);
      for (const { axis, terms } of resamplings(site.attributes, x.shape)) {
        const stored = storedAxis(axis, layout);
        const source = y;
        y = terms
          .map(({ map, weights }) => {
            const read = mapAxis(k, source, stored, map);
            if (weights === undefined) return read;
            return k.binary(
              'mul',
              read,
              k.upload(weights, alongAxis(x.shape.length, stored, weights.length)),
            );
          })
          .reduce((sum, term) => k.binary('add', sum, term));
      }
      return [new Value(k, y, layout)];
    },
    backward(site) {
      const { k } = site;
      const { shape } = input(site);
      const { layout } = site.outputs[0]!;
      let g = gradientOf(site).as(layout);
      for (const { axis, terms } of resamplings(site.attributes, shape).toReversed()) {
        const stored = storedAxis(axis, layout);
        const gradient = g;
        g = terms
          .map(({ map, weights }) => {
            const share =
              weights === undefined
                ? gradient
                : k.binary(
                    'mul',
                    gradient,
                    k.upload(weights, alongAxis(shape.length, stored, weights.length)),
                  );
            return mapAxisGradient(k, share, stored, map, shape[axis]!);
          })
          .reduce((sum, term) => k.binary('add', sum, term));
      }
      return [new Value(k, g, layout)];
    },
  },
};
