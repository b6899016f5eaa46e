import type { PoolAttributes } from '@picojoule/spec';
import type { ExportRules } from '../export/onnx-writer.ts';
import { attribute } from '../format/attributes.ts';
import type { ImportRule, OnnxNode } from '../import/onnx-node.ts';
import { emitImage, imageRank, padsOf, pairOf, perDimension, slidingWindow } from './window.ts';

function pool(node: OnnxNode, rank: 1 | 2): PoolAttributes {
  if (!node.attributes.has('kernel_shape')) node.malformed('has no kernel_shape');
  const window = slidingWindow(node, perDimension(node, 'kernel_shape', rank, 1));
  return {
    kernel: pairOf(window.kernel, 1),
    strides: pairOf(window.strides, 1),
    pads: padsOf(window.pads),
    dilations: pairOf(window.dilations, 1),
    ceilMode: node.attributes.int('ceil_mode') === 1,
  };
}

export const poolingImports: Readonly<Record<string, ImportRule>> = {
  MaxPool: (node) => {
    const rank = imageRank(node);
    emitImage(node, rank, 'MaxPool', [node.input(0)], pool(node, rank));
  },
  AveragePool: (node) => {
    const rank = imageRank(node);
    emitImage(node, rank, 'AveragePool', [node.input(0)], {
      ...pool(node, rank),
      countIncludePad: node.attributes.int('count_include_pad') === 1,
    });
  },
  GlobalAveragePool: (node) => {
    node.emit('GlobalAveragePool', [node.input(0)], {});
  },
  GlobalMaxPool: (node) => {
    node.emit('GlobalMaxPool', [node.input(0)], {});
  },
};

const window = ({ kernel, strides, pads, dilations, ceilMode }: PoolAttributes) => [
  attribute.ints('kernel_shape', kernel),
  attribute.ints('strides', strides),
  attribute.ints('pads', pads),
  attribute.ints('dilations', dilations),
  attribute.int('ceil_mode', ceilMode),
];

export const poolingExports: ExportRules<
  'MaxPool' | 'AveragePool' | 'GlobalAveragePool' | 'GlobalMaxPool'
> = {
  MaxPool: ({ attributes }) => ({ attributes: window(attributes) }),
  AveragePool: ({ attributes }) => ({
    attributes: [
      ...window(attributes),
      attribute.int('count_include_pad', attributes.countIncludePad),
    ],
  }),
  GlobalAveragePool: () => ({}),
  GlobalMaxPool: () => ({}),
};
