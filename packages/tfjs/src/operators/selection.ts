import type { NodeOf } from '@picojoule/spec';
import { type AxisMap, mapAxis, mapAxisGradient } from '../kernels/axis-map.ts';
import type { Shape } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { storedAxis } from '../runtime/layout.ts';
import { Value } from '../runtime/value.ts';
import { gradientOf, input, type Rule, type Rules } from './rule.ts';

const positiveAxis = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);
const range = (count: number, start = 0, step = 1): AxisMap =>
  Int32Array.from({ length: count }, (_, i) => start + i * step);

/** An operator that reads each axis through a map of its own. */
function mapped<Op extends 'Slice' | 'Pad'>(
  mapsOf: (node: NodeOf<Op>, shape: Shape) => ReadonlyMap<number, AxisMap>,
  after?: (k: Kernels, y: Value, x: Value, node: NodeOf<Op>) => Value,
): Rule<Op> {
  return {
    forward(site) {
      const { k, node } = site;
      const x = input(site);
      const layout = x.preferred;
      let y = x.as(layout);
      for (const [axis, map] of mapsOf(node, x.shape)) {
        y = mapAxis(k, y, storedAxis(axis, layout), map);
      }
      const value = new Value(k, y, layout);
      return [after?.(k, value, x, node) ?? value];
    },
    backward(site) {
      const { k, node } = site;
      const { shape } = input(site);
      const { layout } = site.outputs[0]!;
      let g = gradientOf(site).as(layout);
      for (const [axis, map] of [...mapsOf(node, shape)].toReversed()) {
        g = mapAxisGradient(k, g, storedAxis(axis, layout), map, shape[axis]!);
      }
      return [new Value(k, g, layout)];
    },
  };
}

function sliceMap(size: number, start: number, end: number, step: number): AxisMap {
  const clamp = (position: number, low: number, high: number) =>
    Math.min(Math.max(position < 0 ? position + size : position, low), high);
  const from = clamp(start, 0, step > 0 ? size : size - 1);
  const to = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size - 1);
  return range(Math.max(0, Math.ceil((to - from) / step)), from, step);
}

function padMap(size: number, before: number, after: number, mode: string): AxisMap {
  return range(size + before + after, -before).map((position) => {
    if (position >= 0 && position < size) return position;
    if (mode === 'constant') return -1;
    if (mode === 'edge') return position < 0 ? 0 : size - 1;
    return position < 0 ? -position : 2 * (size - 1) - position;
  });
}

function padMaps({ attributes }: NodeOf<'Pad'>, shape: Shape): ReadonlyMap<number, AxisMap> {
  const { pads, mode } = attributes;
  return new Map(
    shape.flatMap((size, axis) => {
      const [before, after] = [pads[axis]!, pads[axis + shape.length]!];
      return before === 0 && after === 0 ? [] : [[axis, padMap(size, before, after, mode)]];
    }),
  );
}

/** Adds the pad's value outside `x`: one minus a padded map of ones, scaled. */
function withPadValue(k: Kernels, y: Value, x: Value, node: NodeOf<'Pad'>): Value {
  const { mode, value } = node.attributes;
  if (mode !== 'constant' || value === 0) return y;
  let inside = k.upload(
    new Float32Array(1).fill(1),
    x.shape.map(() => 1),
  );
  for (const [axis, map] of padMaps(node, x.shape)) {
    const ones = Float32Array.from(map, (from) => (from < 0 ? 0 : 1));
    const along = k.upload(
      ones,
      x.shape.map((_, i) => (i === axis ? map.length : 1)),
    );
    inside = k.binary('mul', inside, along);
  }
  const outside = k.binary('sub', k.scalar(1), inside);
  const sum = k.binary('add', y.as('logical'), k.binary('mul', outside, k.scalar(value)));
  y.free();
  return new Value(k, sum, 'logical');
}

export const selectionRules: Rules<'Slice' | 'Pad' | 'Concat' | 'Split'> = {
  Slice: mapped(({ attributes: { axes, starts, ends, steps } }, shape) => {
    return new Map(
      axes.map((given, i) => {
        const axis = positiveAxis(given, shape.length);
        return [axis, sliceMap(shape[axis]!, starts[i]!, ends[i]!, steps[i]!)];
      }),
    );
  }),
  Pad: mapped(padMaps, withPadValue),
  Concat: {
    forward(site) {
      const { k, inputs } = site;
      const values = inputs as readonly Value[];
      const layout = values.some((value) => value.preferred === 'nhwc') ? 'nhwc' : 'logical';
      const axis = positiveAxis(site.attributes.axis, values[0]!.shape.length);
      const handles = values.map((value) => value.as(layout));
      if (handles.length === 1) return [new Value(k, handles[0]!, layout)];
      return [new Value(k, k.concat(handles, storedAxis(axis, layout)), layout)];
    },
    backward(site) {
      const { k, wanted } = site;
      const { layout } = site.outputs[0]!;
      const g = gradientOf(site).as(layout);
      const axis = positiveAxis(site.attributes.axis, site.outputs[0]!.shape.length);
      let start = 0;
      return site.inputs.map((value, i) => {
        const size = value!.shape[axis]!;
        const from = start;
        start += size;
        if (!wanted[i]) return undefined;
        return new Value(k, mapAxis(k, g, storedAxis(axis, layout), range(size, from)), layout);
      });
    },
  },
  Split: {
    forward(site) {
      const { k, attributes } = site;
      const x = input(site);
      const layout = x.preferred;
      const axis = storedAxis(positiveAxis(attributes.axis, x.shape.length), layout);
      let start = 0;
      return attributes.sizes.map((size) => {
        const part = mapAxis(k, x.as(layout), axis, range(size, start));
        start += size;
        return new Value(k, part, layout);
      });
    },
    backward(site) {
      const { k, gradients } = site;
      const x = input(site);
      const { layout } = site.outputs[0]!;
      const axis = storedAxis(positiveAxis(site.attributes.axis, x.shape.length), layout);
      const total = x.shape[positiveAxis(site.attributes.axis, x.shape.length)]!;
      let start = 0;
      const parts = site.attributes.sizes.map((size, i) => {
        const from = start;
        start += size;
        const g = gradients[i]?.as(layout);
        return g === undefined ? undefined : mapAxisGradient(k, g, axis, range(size, from), total);
      });
      const present = parts.filter((part) => part !== undefined);
      return [
        new Value(
          k,
          present.reduce((sum, part) => k.binary('add', sum, part)),
          layout,
        ),
      ];
    },
  },
};
