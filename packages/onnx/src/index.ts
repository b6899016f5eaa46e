export { exportOnnx } from './export/export-onnx.ts';
export { freeBatch } from './import/free-batch.ts';
export { importOnnx } from './import/import-onnx.ts';
export type { OnnxImportOptions } from './import/read-source.ts';
export { onnx } from './plugin.ts';
