import { type ExportRules, floatScalar, int64s } from '../export/onnx-writer.ts';
import { castType } from '../fold/constants.ts';
import { attribute } from '../format/attributes.ts';
import { ElementType, elementTypeName } from '../format/element-types.ts';
import { dataTypeCode } from '../format/encode-tensor.ts';
import type { ImportRule, OnnxNode } from '../import/onnx-node.ts';
import {
  axesIn,
  axisIn,
  flattenAxis,
  numbersOf,
  reshapeTarget,
  sliceAttributes,
  splitAttributes,
  squeezeAxes,
  transposePerm,
  unsqueezeAxes,
} from './layout-attributes.ts';

export const layoutImports: Readonly<Record<string, ImportRule>> = {
  Identity: (node) => {
    node.emit('Identity', [node.input(0)], {});
  },
  Cast: (node) => {
    const to = castType(node);
    const code = node.attributes.int('to')!;
    if (to === 'float32' && code !== ElementType.FLOAT) {
      node.note(`Cast "${node.name}" to ${elementTypeName(code)} stays float32`);
    } else if (code === ElementType.INT8 || code === ElementType.UINT8) {
      node.unsupported(`rounds feature maps to ${elementTypeName(code)}`);
    }
    if (to === node.type(0)) node.emit('Identity', [node.input(0)], {});
    else node.emit('Cast', [node.input(0)], { to });
  },
  Concat: (node) => {
    const inputs = node.inputs.filter((name) => name !== '');
    const axis = axisIn(node, node.attributes.int('axis') ?? 1, node.shape(0).length);
    node.emit('Concat', inputs, { axis });
  },
  Flatten: (node) => {
    node.emit('Flatten', [node.input(0)], { axis: flattenAxis(node) });
  },
  Reshape: (node) => {
    node.emit('Reshape', [node.input(0)], { shape: reshapeTarget(node) });
  },
  Squeeze: (node) => {
    node.emit('Squeeze', [node.input(0)], { axes: squeezeAxes(node) });
  },
  Unsqueeze: (node) => {
    node.emit('Unsqueeze', [node.input(0)], { axes: unsqueezeAxes(node) });
  },
  Slice: (node) => {
    node.emit('Slice', [node.input(0)], sliceAttributes(node));
  },
  Transpose: (node) => {
    node.emit('Transpose', [node.input(0)], { perm: transposePerm(node) });
  },
  Split: (node) => {
    const attributes = splitAttributes(node);
    if (attributes.sizes.length < node.outputs.length)
      node.malformed('has more outputs than parts');
    const outputs = attributes.sizes.map(
      (_, i) => node.outputs[i] || node.fresh(`${node.name}/part${i}`),
    );
    node.emit('Split', [node.input(0)], attributes, { outputs });
  },
  Pad: (node) => {
    const rank = node.shape(0).length;
    const mode = node.attributes.string('mode') ?? 'constant';
    if (mode !== 'constant' && mode !== 'reflect' && mode !== 'edge') {
      return node.unsupported(`pads in mode "${mode}"`);
    }
    const value =
      node.opset < 11 ? node.attributes.float('value') : node.numbers(2, 'padding value')?.[0];
    node.emit('Pad', [node.input(0)], { pads: padsOf(node, rank), mode, value: value ?? 0 });
  },
  /** Of a feature map only a run of neighbours can be taken, which is a Slice. */
  Gather: (node) => {
    const x = node.shape(0);
    const axis = axisIn(node, node.attributes.int('axis') ?? 0, x.length);
    const indices = node.numbers(1, 'indices') ?? node.malformed('has no indices');
    const rank = node.shape(1).length;
    const first = indices[0] ?? 0;
    const isRun = indices.every((index, i) => index === first + i) && indices.length > 0;
    if (rank > 1 || !isRun) return node.unsupported('takes scattered elements of a feature map');
    const start = first < 0 ? first + x[axis]! : first;
    if (start < 0 || start + indices.length > x[axis]!)
      node.malformed('takes elements beyond the end');
    const slice = { axes: [axis], starts: [start], ends: [start + indices.length], steps: [1] };
    if (rank === 1) {
      node.emit('Slice', [node.input(0)], slice);
      return;
    }
    const taken = node.emit('Slice', [node.input(0)], slice, {
      name: node.fresh(`${node.name}/slice`),
      outputs: [node.fresh(`${node.outputs[0]}/slice`)],
    });
    node.emit('Squeeze', [taken], { axes: [axis] });
  },
};

function padsOf(node: OnnxNode, rank: number): readonly number[] {
  const name = node.attributes.has('paddings') ? 'paddings' : 'pads';
  const pads = numbersOf(node, name, 1, 11) ?? node.malformed('has no pads');
  const named = node.opset < 18 ? undefined : node.numbers(3, 'axes');
  const axes =
    named === undefined ? pads.slice(pads.length / 2).map((_, i) => i) : axesIn(node, named, rank);
  if (
    pads.length !== 2 * axes.length ||
    axes.length > rank ||
    (named === undefined && axes.length !== rank)
  ) {
    node.malformed(`has pads [${pads}] for ${rank} dimensions`);
  }
  const full = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    full[axis] = pads[i]!;
    full[axis + rank] = pads[i + axes.length]!;
  });
  return full;
}

export const layoutExports: ExportRules<
  | 'Identity'
  | 'Cast'
  | 'Concat'
  | 'Flatten'
  | 'Reshape'
  | 'Squeeze'
  | 'Unsqueeze'
  | 'Slice'
  | 'Transpose'
  | 'Split'
  | 'Pad'
> = {
  Identity: () => ({}),
  Cast: ({ attributes }) => ({ attributes: [attribute.int('to', dataTypeCode(attributes.to))] }),
  Concat: ({ attributes }) => ({ attributes: [attribute.int('axis', attributes.axis)] }),
  Flatten: ({ attributes }) => ({ attributes: [attribute.int('axis', attributes.axis)] }),
  Reshape: ({ inputs, attributes }, writer) => ({
    inputs: [inputs[0]!, writer.constant('shape', int64s(attributes.shape))],
  }),
  Squeeze: ({ inputs, attributes }, writer) => ({
    // No axes at all means "all of size 1" here and, as an absent input, in ONNX.
    inputs:
      attributes.axes.length === 0
        ? [inputs[0]!]
        : [inputs[0]!, writer.constant('axes', int64s(attributes.axes))],
  }),
  Unsqueeze: ({ inputs, attributes }, writer) => ({
    inputs: [inputs[0]!, writer.constant('axes', int64s(attributes.axes))],
  }),
  Slice: ({ inputs, attributes: { starts, ends, axes, steps } }, writer) => ({
    inputs: [
      inputs[0]!,
      writer.constant('starts', int64s(starts)),
      writer.constant('ends', int64s(ends)),
      writer.constant('axes', int64s(axes)),
      writer.constant('steps', int64s(steps)),
    ],
  }),
  Transpose: ({ attributes }) => ({ attributes: [attribute.ints('perm', attributes.perm)] }),
  Split: ({ inputs, attributes: { axis, sizes } }, writer) => ({
    inputs: [inputs[0]!, writer.constant('split', int64s(sizes))],
    attributes: [attribute.int('axis', axis)],
  }),
  Pad: ({ inputs, attributes: { pads, mode, value } }, writer) => ({
    inputs: [
      inputs[0]!,
      writer.constant('pads', int64s(pads)),
      ...(value === 0 ? [] : [writer.constant('value', floatScalar(value))]),
    ],
    attributes: [attribute.string('mode', mode)],
  }),
};
