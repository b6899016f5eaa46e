import type { Operators } from '@picojoule/spec';
import { type ExportRules, floats, int64s } from '../export/onnx-writer.ts';
import { attribute } from '../format/attributes.ts';
import type { ImportRule, OnnxNode } from '../import/onnx-node.ts';
import { axesIn, numbersOf } from './layout-attributes.ts';

type Resize = Operators['Resize'];

const coordinates: ReadonlySet<string> = new Set<Resize['coordinates']>([
  'half_pixel',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_crop_and_resize',
]);
const roundings: ReadonlySet<string> = new Set<Resize['nearest']>([
  'round_prefer_floor',
  'round_prefer_ceil',
  'floor',
  'ceil',
]);
/** Roundings that choose from a position what these choose half a pixel further. */
const halfFurther: ReadonlyMap<Resize['nearest'], Resize['nearest']> = new Map([
  ['floor', 'round_prefer_ceil'],
  ['round_prefer_floor', 'ceil'],
]);

export const resamplingImports: Readonly<Record<string, ImportRule>> = {
  /** Operator sets 7 to 9. */
  Upsample: (node) => {
    const scales = node.opset < 9 ? node.attributes.floats('scales') : node.numbers(1, 'scales');
    early(node, scales ?? node.malformed('has no scales'));
  },
  Resize: (node) => {
    if (node.opset < 11) early(node, node.numbers(1, 'scales') ?? node.malformed('has no scales'));
    else current(node);
  },
  ReduceMean: (node) => {
    const rank = node.shape(0).length;
    const named = numbersOf(node, 'axes', 1, 18) ?? [];
    if (named.length === 0 && node.attributes.int('noop_with_empty_axes') === 1) {
      node.emit('Identity', [node.input(0)], {});
      return;
    }
    const all = Array.from({ length: rank }, (_, axis) => axis);
    node.emit('ReduceMean', [node.input(0)], {
      axes: named.length === 0 ? all : axesIn(node, named, rank),
      keepDims: (node.attributes.int('keepdims') ?? 1) !== 0,
    });
  },
};

function modeOf(node: OnnxNode): Resize['mode'] {
  const mode = node.attributes.string('mode') ?? 'nearest';
  if (mode === 'nearest' || mode === 'linear') return mode;
  if (mode === 'cubic' && node.opset >= 11) return mode;
  return node.unsupported(`interpolates in mode "${mode}"`);
}

/** Resizing before operator set 11: pixel i comes from i / scale, rounded down, or up when shrinking. */
function early(node: OnnxNode, scales: readonly number[]): void {
  const mode = modeOf(node);
  const shrinks = scales.some((scale) => scale < 1);
  if (mode === 'nearest' && shrinks && scales.some((scale) => scale > 1)) {
    node.unsupported('shrinks one axis and stretches another');
  }
  emitResize(node, {
    mode,
    scales,
    coordinates: 'asymmetric',
    nearest: shrinks ? 'ceil' : 'floor',
  });
}

function current(node: OnnxNode): void {
  const { attributes } = node;
  const x = node.shape(0);
  const mode = modeOf(node);
  const nearest = attributes.string('nearest_mode') ?? 'round_prefer_floor';
  if (!isRounding(nearest)) node.malformed(`rounds by "${nearest}"`);
  if (attributes.int('antialias') === 1) node.unsupported('smooths while it shrinks (antialias)');
  if ((attributes.string('keep_aspect_ratio_policy') ?? 'stretch') !== 'stretch') {
    node.unsupported('keeps the aspect ratio');
  }
  const axes = axesIn(node, attributes.ints('axes') ?? x.map((_, axis) => axis), x.length);
  const spread: Spread = (values, otherwise) => {
    if (values.length !== axes.length) node.malformed(`has [${values}] for ${axes.length} axes`);
    const full = [...otherwise];
    axes.forEach((axis, i) => {
      full[axis] = values[i]!;
    });
    return full;
  };
  const scales = node.numbers(2, 'scales') ?? [];
  const sizes = node.numbers(3, 'sizes') ?? [];
  const stated = attributes.string('coordinate_transformation_mode') ?? 'half_pixel';
  // Both are one where sizes follow exactly from scales.
  const isExact = scales.every((scale, i) => Number.isInteger(scale * x[axes[i] ?? 0]!));
  const symmetric = stated === 'half_pixel_symmetric' && isExact;
  // Operator sets 11 and 12: `half_pixel`, but half a pixel further.
  const isFurther = mode === 'nearest' && stated === 'tf_half_pixel_for_nn';
  const moved = isFurther ? halfFurther.get(nearest) : undefined;
  const coordinate = symmetric || moved !== undefined ? 'half_pixel' : stated;
  if (!isCoordinate(coordinate)) node.unsupported(`places pixels by "${stated}"`);
  const rule = {
    mode,
    coordinates: coordinate,
    nearest: moved ?? nearest,
    ...(mode === 'cubic' && { cubic: cubicOf(node) }),
    ...(coordinate === 'tf_crop_and_resize' && { crop: cropOf(node, axes.length, spread) }),
  };
  // ONNX and ONNX Runtime differ in whether the part is scaled or the whole.
  if (rule.crop && sizes.length === 0) node.unsupported('crops to a scaled size');
  if (sizes.length > 0) {
    const full = spread(sizes, x);
    emitResize(node, {
      ...rule,
      scales: full.map((size, axis) => Math.fround(size / x[axis]!)),
      sizes: full,
    });
  } else if (scales.length > 0) {
    emitResize(node, {
      ...rule,
      scales: spread(
        scales,
        x.map(() => 1),
      ),
    });
  } else node.malformed('has neither scales nor sizes');
}

/** Values of some axes in a list for all. */
type Spread = (values: readonly number[], otherwise: readonly number[]) => readonly number[];

const cubicOf = ({ attributes }: OnnxNode): NonNullable<Resize['cubic']> => ({
  coefficient: attributes.float('cubic_coeff_a') ?? -0.75,
  excludeOutside: attributes.int('exclude_outside') === 1,
});

function cropOf(node: OnnxNode, axes: number, spread: Spread): NonNullable<Resize['crop']> {
  const part = node.numbers(1, 'region') ?? node.malformed('has no region');
  const whole = (edge: number) => node.shape(0).map(() => edge);
  const starts = spread(part.slice(0, axes), whole(0));
  const ends = spread(part.slice(axes), whole(1));
  if (starts[0] !== 0 || ends[0] !== 1) node.unsupported('crops the batch');
  return {
    starts,
    ends,
    outside: node.attributes.float('extrapolation_value') ?? 0,
  };
}

/**
 * The sizes are stated only where they do not follow from the scales, which ONNX multiplies in
 * float32; that of an unscaled batch is 1, whatever the batch.
 */
function emitResize(node: OnnxNode, resize: Resize): void {
  const x = node.shape(0);
  const { scales } = resize;
  if (scales.length !== x.length || !scales.every((scale) => scale > 0 && scale < 2 ** 31)) {
    node.malformed(`has scales [${scales}] for ${x.length} dimensions`);
  }
  const sizes =
    resize.sizes ?? x.map((size, axis) => Math.floor(Math.fround(size * scales[axis]!)));
  const follows =
    resize.crop === undefined &&
    sizes.every((size, axis) => size === Math.floor(x[axis]! * scales[axis]!));
  const stated = scales[0] === 1 ? sizes.with(0, 1) : sizes;
  const { sizes: _, ...rest } = resize;
  node.emit('Resize', [node.input(0)], follows ? rest : { ...rest, sizes: stated });
}

const isCoordinate = (name: string): name is Resize['coordinates'] => coordinates.has(name);
const isRounding = (name: string): name is Resize['nearest'] => roundings.has(name);

export const resamplingExports: ExportRules<'Resize' | 'ReduceMean'> = {
  Resize: ({ inputs, attributes }, writer) => {
    const { mode, scales, sizes, coordinates, nearest, cubic, crop } = attributes;
    const rule = [
      attribute.string('mode', mode),
      attribute.string('coordinate_transformation_mode', coordinates),
      attribute.string('nearest_mode', nearest),
      ...(cubic === undefined
        ? []
        : [
            attribute.float('cubic_coeff_a', cubic.coefficient),
            attribute.int('exclude_outside', cubic.excludeOutside ? 1 : 0),
          ]),
      ...(crop === undefined ? [] : [attribute.float('extrapolation_value', crop.outside)]),
    ];
    if (sizes === undefined) {
      return {
        inputs: [inputs[0]!, '', writer.constant('scales', floats(scales))],
        attributes: rule,
      };
    }
    const axes = scales.flatMap((scale, axis) => (axis === 0 && scale === 1 ? [] : [axis]));
    const ofAxes = (values: readonly number[]) => axes.map((axis) => values[axis]!);
    const chosen = int64s(ofAxes(sizes));
    const region =
      crop && writer.constant('region', floats([...ofAxes(crop.starts), ...ofAxes(crop.ends)]));
    return {
      inputs: [inputs[0]!, region ?? '', '', writer.constant('sizes', chosen)],
      attributes: [...rule, attribute.ints('axes', axes)],
    };
  },
  ReduceMean: ({ inputs, attributes: { axes, keepDims } }, writer) => ({
    inputs: axes.length === 0 ? [inputs[0]!] : [inputs[0]!, writer.constant('axes', int64s(axes))],
    attributes: [attribute.int('keepdims', keepDims)],
  }),
};
