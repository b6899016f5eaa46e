import type { Operators } from '@picojoule/spec';
import { type AxisMap, mapAxis, mapAxisGradient } from '../kernels/axis-map.ts';
import type { Shape } from '../kernels/handle.ts';
import { storedAxis } from '../runtime/layout.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rules } from './rule.ts';

type Attributes = Operators['Resize'];

interface Term {
  readonly map: AxisMap;
  readonly weights?: Float32Array<ArrayBuffer>;
}

/** How one axis of the result reads the source: a weighted sum of maps. */
interface AxisResampling {
  readonly axis: number;
  readonly terms: readonly Term[];
  /** Added where the maps read nothing, beyond the source. */
  readonly outside?: Float32Array<ArrayBuffer>;
}

interface Axis {
  readonly size: number;
  readonly length: number;
  readonly scale: number;
  /** Of a crop. */
  readonly start: number;
  readonly end: number;
}

/** Where a position of the result lies in the source, as ONNX's coordinate modes define it. */
function coordinate(
  { coordinates }: Attributes,
  position: number,
  { size, length, scale, start, end }: Axis,
): number {
  switch (coordinates) {
    case 'tf_crop_and_resize': {
      // In float32, as ONNX Runtime: what lies beyond the border depends on the last bit.
      const f = Math.fround;
      if (length === 1) return f(0.5 * f(start + end) * (size - 1));
      const from = f(start * (size - 1));
      return f(from + f(f(f(position * f(end - start)) * (size - 1)) / (length - 1)));
    }
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

/** Keys' cubic convolution kernel. */
function keys(distance: number, a: number): number {
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

const TAPS = [-1, 0, 1, 2] as const;

/** The weights of the four elements around a position. */
function cubicWeights(cubic: NonNullable<Attributes['cubic']>, x: number, size: number): number[] {
  const low = Math.floor(x);
  const weights = TAPS.map((tap) => {
    const isLeftOut = cubic.excludeOutside && (low + tap < 0 || low + tap >= size);
    return isLeftOut ? 0 : keys(x - low - tap, cubic.coefficient);
  });
  if (!cubic.excludeOutside) return weights;
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Reads an axis of `size` elements at positions that need not be whole. */
function termsAt(attributes: Attributes, positions: readonly number[], size: number): Term[] {
  const inside = (x: number) => Math.min(Math.max(x, 0), size - 1);
  switch (attributes.mode) {
    case 'nearest':
      return [{ map: Int32Array.from(positions, (x) => inside(nearest(attributes, x))) }];
    case 'linear': {
      const low = positions.map((x) => Math.floor(inside(x)));
      const high = low.map((x) => Math.min(x + 1, size - 1));
      const share = positions.map((x, i) => inside(x) - low[i]!);
      return [
        { map: Int32Array.from(low), weights: Float32Array.from(share, (s) => 1 - s) },
        { map: Int32Array.from(high), weights: Float32Array.from(share) },
      ];
    }
    case 'cubic': {
      const weights = positions.map((x) => cubicWeights(attributes.cubic!, x, size));
      return TAPS.map((tap, t) => ({
        map: Int32Array.from(positions, (x) => inside(Math.floor(x) + tap)),
        weights: Float32Array.from(weights, (of) => of[t]!),
      }));
    }
  }
}

function resamplings(attributes: Attributes, shape: Shape): AxisResampling[] {
  const { scales, sizes, crop } = attributes;
  return shape.flatMap((size, axis) => {
    const scale = scales[axis]!;
    const length = axis === 0 && scale === 1 ? size : (sizes?.[axis] ?? Math.floor(size * scale));
    const [start, end] = [crop?.starts[axis] ?? 0, crop?.ends[axis] ?? 1];
    if (length === size && scale === 1 && start === 0 && end === 1) return [];
    const positions = Array.from({ length }, (_, i) =>
      coordinate(attributes, i, { size, length, scale, start, end }),
    );
    const terms = termsAt(attributes, positions, size);
    const isOutside = (x: number) => crop !== undefined && (x < 0 || x > size - 1);
    if (!positions.some(isOutside)) return [{ axis, terms }];
    return [
      {
        axis,
        terms: terms.map(({ map, ...weights }) => ({
          map: map.map((from, i) => (isOutside(positions[i]!) ? -1 : from)),
          ...weights,
        })),
        outside: Float32Array.from(positions, (x) => (isOutside(x) ? crop!.outside : 0)),
      },
    ];
  });
}

const alongAxis = (rank: number, axis: number, length: number) =>
  Array.from({ length: rank }, (_, i) => (i === axis ? length : 1));

export const resizeRules: Rules<'Resize'> = {
  /** Axis by axis: all modes are separable. */
  Resize: {
    forward(site) {
      const { k } = site;
      const x = input(site);
      const layout = x.preferred;
      let y = x.as(layout);
      for (const { axis, terms, outside } of resamplings(site.attributes, x.shape)) {
        const stored = storedAxis(axis, layout);
        const source = y;
        const along = (values: Float32Array<ArrayBuffer>) =>
          k.upload(values, alongAxis(x.shape.length, stored, values.length));
        y = terms
          .map(({ map, weights }) => {
            const read = mapAxis(k, source, stored, map);
            return weights === undefined ? read : k.binary('mul', read, along(weights));
          })
          .reduce((sum, term) => k.binary('add', sum, term));
        if (outside !== undefined) y = k.binary('add', y, along(outside));
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
