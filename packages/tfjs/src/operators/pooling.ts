import type { Pads, Pair, PoolAttributes } from '@picojoule/spec';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { padAxes } from '../kernels/pad-axes.ts';
import { maxPoolGradientByTaps, tapsBack, tapsOf } from '../kernels/pool-taps.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rules } from './rule.ts';

/** What lies below every value, finite so that it can be multiplied by zero. */
const LOWEST = -3.4028234663852886e38;

interface Frame {
  /** Pads of the windows' frame: the trailing ones end where the last window ends; negative ones crop. */
  readonly pads: Pads;
  readonly output: Pair;
}

/** Frame of all windows; with `ceilMode` one more that begins inside the input or its leading pad. */
function frameOf([, h, w]: Shape, attributes: PoolAttributes): Frame {
  const { kernel, strides, pads, dilations, ceilMode } = attributes;
  const along = (size: number, axis: 0 | 1): [number, number] => {
    const span = (kernel[axis] - 1) * dilations[axis] + 1;
    const [before, after] = [pads[axis], pads[axis === 0 ? 2 : 3]];
    const steps = (size + before + after - span) / strides[axis];
    let count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    if (ceilMode && (count - 1) * strides[axis] >= size + before) count--;
    return [count, (count - 1) * strides[axis] + span - size - before];
  };
  const [p, bottom] = along(h!, 0);
  const [q, right] = along(w!, 1);
  return { pads: [pads[0], pads[1], bottom, right], output: [p, q] };
}

const framed = (k: Kernels, x: Handle, [top, left, bottom, right]: Pads, value: number) =>
  padAxes(k, x, [0, top, left, 0], [0, bottom, right, 0], value);
const unframed = (k: Kernels, g: Handle, [top, left, bottom, right]: Pads) =>
  padAxes(k, g, [0, -top, -left, 0], [0, -bottom, -right, 0]);

const isDilated = ({ dilations }: PoolAttributes) => dilations[0] !== 1 || dilations[1] !== 1;

/** Window size over the number of elements that count, for each window, [1, P, Q, 1]. */
function correction(
  k: Kernels,
  [, h, w]: Shape,
  attributes: PoolAttributes & { readonly countIncludePad: boolean },
  [p, q]: Pair,
): Handle | undefined {
  const { kernel, strides, pads, dilations, countIncludePad } = attributes;
  const counts = (axis: 0 | 1, size: number, windows: number) => {
    const [before, after] = [pads[axis], pads[axis === 0 ? 2 : 3]];
    const [low, high] = countIncludePad ? [-before, size + after] : [0, size];
    return Array.from({ length: windows }, (_, i) => {
      let inside = 0;
      for (let tap = 0; tap < kernel[axis]; tap++) {
        const position = i * strides[axis] - before + tap * dilations[axis];
        if (position >= low && position < high) inside++;
      }
      return inside;
    });
  };
  const rows = counts(0, h!, p);
  const columns = counts(1, w!, q);
  const full = kernel[0] * kernel[1];
  const factors = rows.flatMap((r) => columns.map((c) => full / Math.max(1, r * c)));
  if (factors.every((factor) => factor === 1)) return undefined;
  return k.upload(Float32Array.from(factors), [1, p, q, 1]);
}

const pixels = ([, h, w]: Shape): Pair => [h!, w!];

/** Any rank [N, C, ...] as a feature map with one spatial axis or two. */
function asMap(k: Kernels, x: Value): Handle {
  if (x.shape.length === 4) return x.as('nhwc');
  const [n, c, ...rest] = x.shape as readonly [number, number, ...number[]];
  const flat = k.reshape(x.as('logical'), [n, c, rest.reduce((a, b) => a * b, 1)]);
  const last = k.transpose(flat, [0, 2, 1]);
  return k.reshape(last, [n, last.shape[1]!, 1, c]);
}

function fromPooled(k: Kernels, y: Handle, x: Value): Value {
  if (x.shape.length === 4) return new Value(k, y, 'nhwc');
  return new Value(
    k,
    k.reshape(
      y,
      x.shape.map((size, axis) => (axis < 2 ? size : 1)),
    ),
    'logical',
  );
}

function fromMap(k: Kernels, d: Handle, x: Value): Value {
  if (x.shape.length === 4) return new Value(k, d, 'nhwc');
  const [n, c] = x.shape as readonly [number, number];
  const first = k.transpose(k.reshape(d, [n, d.shape[1]! * d.shape[2]!, c]), [0, 2, 1]);
  return new Value(k, k.reshape(first, x.shape), 'logical');
}

export const poolingRules: Rules<
  'MaxPool' | 'AveragePool' | 'GlobalAveragePool' | 'GlobalMaxPool'
> = {
  MaxPool: {
    reads: { inputs: [0], outputs: true },
    forward(site) {
      const { k, attributes } = site;
      const x = input(site).as('nhwc');
      const { pads, output } = frameOf(x.shape, attributes);
      const inside = framed(k, x, pads, LOWEST);
      const y = isDilated(attributes)
        ? tapsOf(k, inside, attributes, output).reduce((a, b) => k.binary('maximum', a, b))
        : k.maxPool(inside, attributes.kernel, attributes.strides);
      return [new Value(k, y, 'nhwc')];
    },
    backward(site) {
      const { k, attributes } = site;
      const { kernel, strides } = attributes;
      const x = input(site).as('nhwc');
      const y = site.outputs[0]!.as('nhwc');
      const g = gradientOf(site).as('nhwc');
      const { pads } = frameOf(x.shape, attributes);
      const inside = framed(k, x, pads, LOWEST);
      if (!isDilated(attributes)) {
        const d = k.maxPoolGradient(g, inside, y, kernel, strides);
        return [new Value(k, unframed(k, d, pads), 'nhwc')];
      }
      const d = maxPoolGradientByTaps(k, g, inside, y, attributes);
      return [new Value(k, unframed(k, d, pads), 'nhwc')];
    },
  },

  /** With `countIncludePad` the pads count; what `ceilMode` adds beyond them never does. */
  AveragePool: {
    forward(site) {
      const { k, attributes } = site;
      const { kernel, strides } = attributes;
      const x = input(site).as('nhwc');
      const { pads, output } = frameOf(x.shape, attributes);
      const inside = framed(k, x, pads, 0);
      const mean = isDilated(attributes)
        ? k.binary(
            'mul',
            tapsOf(k, inside, attributes, output).reduce((a, b) => k.binary('add', a, b)),
            k.scalar(1 / (kernel[0] * kernel[1])),
          )
        : k.averagePool(inside, kernel, strides);
      const factor = correction(k, x.shape, attributes, output);
      return [new Value(k, factor === undefined ? mean : k.binary('mul', mean, factor), 'nhwc')];
    },
    backward(site) {
      const { k, attributes } = site;
      const { kernel, strides } = attributes;
      const [n, c, h, w] = input(site).shape as readonly [number, number, number, number];
      const { pads, output } = frameOf([n, h, w, c], attributes);
      const shape = [n, h + pads[0] + pads[2], w + pads[1] + pads[3], c];
      const factor = correction(k, [n, h, w, c], attributes, output);
      const gradient = gradientOf(site).as('nhwc');
      const g = factor === undefined ? gradient : k.binary('mul', gradient, factor);
      if (!isDilated(attributes)) {
        const d = k.averagePoolGradient(g, shape, kernel, strides);
        return [new Value(k, unframed(k, d, pads), 'nhwc')];
      }
      const share = k.binary('mul', g, k.scalar(1 / (kernel[0] * kernel[1])));
      const shares = Array.from({ length: kernel[0] * kernel[1] }, () => share);
      return [new Value(k, unframed(k, tapsBack(k, shares, shape, attributes), pads), 'nhwc')];
    },
  },

  GlobalAveragePool: {
    forward(site) {
      const { k } = site;
      const x = asMap(k, input(site));
      const y = k.fused?.mapMeans(x) ?? k.averagePool(x, pixels(x.shape), [1, 1]);
      return [fromPooled(k, y, input(site))];
    },
    backward(site) {
      const { k } = site;
      const { shape } = input(site);
      const [n, c, ...rest] = shape as readonly [number, number, ...number[]];
      const g = k.reshape(gradientOf(site).as('logical'), [n, 1, 1, c]);
      if (shape.length === 4) return [Value.ofMeans(k, g, shape)];
      const size = rest.reduce((a, b) => a * b, 1);
      return [
        fromMap(k, k.averagePoolGradient(g, [n, size, 1, c], [size, 1], [1, 1]), input(site)),
      ];
    },
  },
  GlobalMaxPool: {
    reads: { inputs: [0], outputs: true },
    forward(site) {
      const { k } = site;
      const x = asMap(k, input(site));
      return [fromPooled(k, k.maxPool(x, pixels(x.shape), [1, 1]), input(site))];
    },
    backward(site) {
      const { k } = site;
      const x = asMap(k, input(site));
      const flat = (value: Value) =>
        k.reshape(value.as('logical'), [x.shape[0]!, 1, 1, x.shape[3]!]);
      const [g, y] = [flat(gradientOf(site)), flat(site.outputs[0]!)];
      const d = k.maxPoolGradient(g, x, y, pixels(x.shape), [1, 1]);
      return [fromMap(k, d, input(site))];
    },
  },
};
