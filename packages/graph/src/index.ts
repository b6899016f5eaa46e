export * from './builder.ts';
export type * from './builder-interface.ts';
export * from './count-non-finite.ts';
export * from './count-weights.ts';
export * from './density.ts';
export * from './edit-parameters.ts';
export * from './find-blocks.ts';
export * from './find-mixing.ts';
export * from './fold-batch-norm.ts';
export { inferShapes } from './infer-shapes.ts';
export * from './parameter-roles.ts';
export * from './run-memory.ts';
export * from './select-by-gates.ts';
export * from './topology.ts';
export * from './verify.ts';
export * from './workloads/ledger-workloads.ts';
export {
  macsOf,
  trainingPasses,
  type WorkloadOptions,
  workloadsOf,
} from './workloads/workloads.ts';
