import type { ConvAttributes } from '@picojoule/spec';
import type { ExportRules } from '../export/onnx-writer.ts';
import { attribute } from '../format/attributes.ts';
import type { ImportRule, OnnxNode } from '../import/onnx-node.ts';
import {
  emitImage,
  halved,
  imageRank,
  padsOf,
  pairOf,
  perDimension,
  slidingWindow,
} from './window.ts';

export const convolutionImports: Readonly<Record<string, ImportRule>> = {
  Conv: (node) => {
    const rank = imageRank(node);
    const { strides, dilations, pads } = slidingWindow(node, kernelOf(node, rank));
    emitImage(node, rank, 'Conv', operands(node), {
      strides: pairOf(strides, 1),
      pads: padsOf(pads),
      dilations: pairOf(dilations, 1),
      group: node.attributes.int('group') ?? 1,
    });
  },
  ConvTranspose: (node) => {
    const rank = imageRank(node);
    const kernel = kernelOf(node, rank);
    const strides = perDimension(node, 'strides', rank, 1);
    const dilations = perDimension(node, 'dilations', rank, 1);
    const { pads, outputPadding } = transposedPads(node, kernel, strides, dilations);
    emitImage(node, rank, 'ConvTranspose', operands(node), {
      strides: pairOf(strides, 1),
      pads: padsOf(pads),
      dilations: pairOf(dilations, 1),
      group: node.attributes.int('group') ?? 1,
      outputPadding: pairOf(outputPadding, 0),
    });
  },
};

const operands = (node: OnnxNode): readonly [string, string, string?] =>
  node.has(2) ? [node.input(0), node.input(1), node.input(2)] : [node.input(0), node.input(1)];

function kernelOf(node: OnnxNode, rank: number): readonly number[] {
  const filter = node.shape(1).slice(2);
  const stated = node.attributes.ints('kernel_shape') ?? filter;
  const isFit =
    filter.length === rank &&
    stated.length === rank &&
    stated.every((size, i) => size === filter[i]);
  return isFit
    ? filter
    : node.malformed(`has kernel_shape [${stated}] for a filter [${node.shape(1)}]`);
}

/**
 * Pads of a transposed convolution; where the file states the output's size or asks for
 * `input * stride`, they are what is left over.
 */
function transposedPads(
  node: OnnxNode,
  kernel: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
): { readonly pads: readonly number[]; readonly outputPadding: readonly number[] } {
  const rank = kernel.length;
  const outputPadding = perDimension(node, 'output_padding', rank, 0);
  const mode = node.attributes.string('auto_pad') ?? 'NOTSET';
  const input = node.shape(0).slice(2);
  const stated = node.attributes.ints('output_shape');
  if (stated === undefined && (mode === 'NOTSET' || mode === '')) {
    return { pads: perDimension(node, 'pads', 2 * rank, 0), outputPadding };
  }
  if (stated === undefined && mode === 'VALID') {
    return { pads: new Array<number>(2 * rank).fill(0), outputPadding };
  }
  const output = stated?.slice(-rank) ?? input.map((size, i) => size * strides[i]!);
  if (output.length !== rank) node.malformed(`has output_shape [${stated}]`);
  const surplus = output.map(
    (size, i) =>
      strides[i]! * (input[i]! - 1) +
      outputPadding[i]! +
      (kernel[i]! - 1) * dilations[i]! +
      1 -
      size,
  );
  return {
    pads: halved(
      surplus.map((total) => Math.max(0, total)),
      mode !== 'SAME_UPPER',
    ),
    outputPadding: outputPadding.map((size, i) => size + Math.max(0, -surplus[i]!)),
  };
}

const convolution = ({ strides, pads, dilations, group }: ConvAttributes) => [
  attribute.ints('strides', strides),
  attribute.ints('pads', pads),
  attribute.ints('dilations', dilations),
  attribute.int('group', group),
];

export const convolutionExports: ExportRules<'Conv' | 'ConvTranspose'> = {
  Conv: ({ attributes }) => ({ attributes: convolution(attributes) }),
  ConvTranspose: ({ attributes }) => ({
    attributes: [
      ...convolution(attributes),
      attribute.ints('output_padding', attributes.outputPadding),
    ],
  }),
};
