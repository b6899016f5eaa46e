import { type ConvAttributes, type NodeOf, sizeOf } from '@picojoule/spec';
import { constrain, integers, positive, type Shape, type ShapeRules } from './rule.ts';

/** Extent of a dilated kernel. */
export const extent = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

function checkWindow(
  node: NodeOf<'Conv'> | NodeOf<'ConvTranspose'>,
  inputs: readonly Shape[],
  { strides, pads, dilations, group }: ConvAttributes,
): void {
  constrain(node, inputs, positive(strides), `strides [${strides}] are positive whole numbers`);
  constrain(node, inputs, positive(dilations), `dilations [${dilations}] are positive`);
  constrain(node, inputs, positive([group]), `group ${group} is a positive whole number`);
  constrain(node, inputs, integers(pads), `pads [${pads}] are whole numbers`);
  const [x, filter] = inputs as [Shape, Shape];
  constrain(node, inputs, x.length === 4, 'the feature map has four dimensions [N,C,H,W]');
  constrain(node, inputs, filter.length === 4, 'the filter has four dimensions');
  constrain(node, inputs, sizeOf(filter) > 0, 'the filter is not empty');
}

function checkBias(
  node: NodeOf<'Conv'> | NodeOf<'ConvTranspose'>,
  inputs: readonly Shape[],
  channels: number,
): void {
  const bias = inputs[2];
  if (bias === undefined) return;
  constrain(node, inputs, bias.length === 1 && bias[0] === channels, `the bias is [${channels}]`);
}

export const convolutionShapes: ShapeRules<'Conv' | 'ConvTranspose'> = {
  Conv: {
    arity: [2, 3],
    infer(node, inputs) {
      const { strides, pads, dilations, group } = node.attributes;
      checkWindow(node, inputs, node.attributes);
      const [[n, c, h, w], [m, perGroup, r, s]] = inputs as [number[], number[]] as [
        [number, number, number, number],
        [number, number, number, number],
      ];
      constrain(
        node,
        inputs,
        c === perGroup * group,
        `${c} channels = ${perGroup} x ${group} groups`,
      );
      constrain(node, inputs, m % group === 0, `${m} filters divide into ${group} groups`);
      checkBias(node, inputs, m);
      const [top, left, bottom, right] = pads;
      const height = Math.floor((h + top + bottom - extent(r, dilations[0])) / strides[0]) + 1;
      const width = Math.floor((w + left + right - extent(s, dilations[1])) / strides[1]) + 1;
      constrain(node, inputs, height > 0 && width > 0, 'the padded input holds the dilated kernel');
      return [[n, m, height, width]];
    },
  },
  ConvTranspose: {
    arity: [2, 3],
    infer(node, inputs) {
      const { strides, pads, dilations, group, outputPadding } = node.attributes;
      checkWindow(node, inputs, node.attributes);
      const [[n, c, h, w], [channels, perGroup, r, s]] = inputs as [number[], number[]] as [
        [number, number, number, number],
        [number, number, number, number],
      ];
      constrain(node, inputs, c === channels, `the filter's first dimension is ${c}`);
      constrain(node, inputs, c % group === 0, `${c} channels divide into ${group} groups`);
      checkBias(node, inputs, perGroup * group);
      const [top, left, bottom, right] = pads;
      const grow = (size: number, stride: number, more: number, span: number, pad: number) =>
        stride * (size - 1) + more + span - pad;
      const height = grow(h, strides[0], outputPadding[0], extent(r, dilations[0]), top + bottom);
      const width = grow(w, strides[1], outputPadding[1], extent(s, dilations[1]), left + right);
      constrain(node, inputs, height > 0 && width > 0, 'the pads leave an output');
      return [[n, perGroup * group, height, width]];
    },
  },
};
