import { definePlugin } from '@picojoule/spec';
import * as v from 'valibot';
import { exportOnnx } from './export/export-onnx.ts';
import { importOnnx } from './import/import-onnx.ts';

/** ONNX files as networks, and back. */
export const onnx = definePlugin({
  kind: 'importer',
  name: 'onnx',
  summary: 'ONNX models of convolutional networks, operator sets 7 to 27.',
  references: [
    { title: 'ONNX operator specification', url: 'https://onnx.ai/onnx/operators/' },
    { title: 'ONNX intermediate representation', url: 'https://onnx.ai/onnx/repo-docs/IR.html' },
  ],
  options: v.strictObject({}),
  create: () => ({ extensions: ['.onnx'], import: importOnnx, export: exportOnnx }),
});
