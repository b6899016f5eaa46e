import type { ExecutionBackend } from '@picojoule/spec';

/** Whether a backend computes in integers, and so not what ONNX Runtime does with the same weights. */
export const isInteger = ({ capabilities }: Pick<ExecutionBackend, 'capabilities'>): boolean =>
  ['int8', 'int16'].includes(capabilities.dtype);
