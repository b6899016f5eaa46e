import type { FillTensor } from '@picojoule/spec';
import type { ExportRules } from '../export/onnx-writer.ts';
import { attribute } from '../format/attributes.ts';
import type { ImportRule, OnnxNode } from '../import/onnx-node.ts';
import { axisIn } from './layout-attributes.ts';

/** Softmax; before operator set 13 over all axes from `axis` on, as if they were one. */
const softmax =
  (op: 'Softmax' | 'LogSoftmax'): ImportRule =>
  (node) => {
    const x = node.shape(0);
    const axis = axisIn(node, node.attributes.int('axis') ?? (node.opset < 13 ? 1 : -1), x.length);
    if (node.opset >= 13 || isLastOfSize(x, axis)) {
      node.emit(op, [node.input(0)], { axis });
      return;
    }
    const [output] = node.outputs;
    const flat = node.emit(
      'Flatten',
      [node.input(0)],
      { axis },
      {
        name: node.fresh(`${node.name}/flatten`),
        outputs: [node.fresh(`${output}/flat`)],
      },
    );
    const result = node.emit(
      op,
      [flat],
      { axis: 1 },
      {
        outputs: [node.fresh(`${output}/flat`)],
      },
    );
    node.emit(
      'Reshape',
      [result],
      { shape: x },
      {
        name: node.fresh(`${node.name}/reshape`),
        outputs: [output!],
      },
    );
  };

const isLastOfSize = (shape: readonly number[], axis: number) =>
  shape.slice(axis + 1).every((size) => size === 1);

export const normalisationImports: Readonly<Record<string, ImportRule>> = {
  BatchNormalization: (node) => {
    const { attributes } = node;
    if (attributes.int('spatial') === 0)
      node.unsupported('normalises each position of its own (spatial = 0)');
    if (attributes.int('training_mode') === 1) node.unsupported('is in training mode');
    if (node.opset < 7 && attributes.int('is_test') !== 1) node.unsupported('is in training mode');
    const inputs = [0, 1, 2, 3, 4].map((position) => node.input(position));
    node.emit('BatchNormalization', inputs, {
      epsilon: attributes.float('epsilon') ?? Math.fround(1e-5),
      momentum: attributes.float('momentum') ?? Math.fround(0.9),
    });
  },
  LRN: (node) => {
    node.emit('LRN', [node.input(0)], {
      size: node.attributes.int('size') ?? node.malformed('has no size'),
      alpha: node.attributes.float('alpha') ?? Math.fround(1e-4),
      beta: node.attributes.float('beta') ?? 0.75,
      bias: node.attributes.float('bias') ?? 1,
    });
  },
  Softmax: softmax('Softmax'),
  LogSoftmax: softmax('LogSoftmax'),
  Dropout: (node) => {
    if (isTraining(node)) node.unsupported('is in training mode');
    const mask = node.outputs[1];
    if (mask) node.define(mask, dropoutMask(node));
    node.emit('Identity', [node.input(0)], {});
  },
};

/** The mask of a Dropout that drops nothing. */
export const dropoutMask = (node: OnnxNode): FillTensor => ({
  type: node.opset < 10 ? 'float32' : 'bool',
  shape: node.shape(0),
  fill: 1,
});

/** Dropout passes everything on unless an operator set from 12 on asks for training with an input. */
export function isTraining(node: OnnxNode): boolean {
  if (node.opset < 7) return node.attributes.int('is_test') !== 1;
  if (node.opset < 12 || !node.has(2)) return false;
  return node.numbers(2, 'mode')?.[0] === 1 && (node.numbers(1, 'ratio')?.[0] ?? 0.5) !== 0;
}

export const normalisationExports: ExportRules<
  'BatchNormalization' | 'LRN' | 'Softmax' | 'LogSoftmax'
> = {
  BatchNormalization: ({ attributes: { epsilon, momentum } }) => ({
    attributes: [attribute.float('epsilon', epsilon), attribute.float('momentum', momentum)],
  }),
  LRN: ({ attributes: { size, alpha, beta, bias } }) => ({
    attributes: [
      attribute.int('size', size),
      attribute.float('alpha', alpha),
      attribute.float('beta', beta),
      attribute.float('bias', bias),
    ],
  }),
  Softmax: ({ attributes }) => ({ attributes: [attribute.int('axis', attributes.axis)] }),
  LogSoftmax: ({ attributes }) => ({ attributes: [attribute.int('axis', attributes.axis)] }),
};
