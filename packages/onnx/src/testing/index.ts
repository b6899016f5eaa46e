export * from './check-case.ts';
export * from './conformance-report.ts';
export * from './doubling-model.ts';
export * from './random-weights.ts';
export * from './read-cases.ts';
export * from './relevant-operators.ts';
export * from './tiny-model.ts';
