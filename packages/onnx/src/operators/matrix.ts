import type { ExportRules } from '../export/onnx-writer.ts';
import { attribute } from '../format/attributes.ts';
import type { ImportRule } from '../import/onnx-node.ts';

export const matrixImports: Readonly<Record<string, ImportRule>> = {
  Gemm: (node) => {
    const { attributes } = node;
    const inputs = [node.input(0), node.input(1), ...(node.has(2) ? [node.input(2)] : [])];
    node.emit('Gemm', inputs, {
      alpha: attributes.float('alpha') ?? 1,
      beta: attributes.float('beta') ?? 1,
      transA: (attributes.int('transA') ?? 0) !== 0,
      transB: (attributes.int('transB') ?? 0) !== 0,
    });
  },
  MatMul: (node) => {
    node.emit('MatMul', [node.input(0), node.input(1)], {});
  },
};

export const matrixExports: ExportRules<'Gemm' | 'MatMul'> = {
  Gemm: ({ attributes: { alpha, beta, transA, transB } }) => ({
    attributes: [
      attribute.float('alpha', alpha),
      attribute.float('beta', beta),
      attribute.int('transA', transA),
      attribute.int('transB', transB),
    ],
  }),
  MatMul: () => ({}),
};
