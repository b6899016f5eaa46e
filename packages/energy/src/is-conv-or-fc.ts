import type { OperatorName, Workload } from '@picojoule/spec';

const OPERATORS: ReadonlySet<OperatorName> = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

/** Work of a CONV or FC layer: a pass with MACs, or another pass of such a layer, as its update. */
export const isConvOrFc = ({ kind, pass, op }: Pick<Workload, 'kind' | 'pass' | 'op'>): boolean =>
  kind !== 'data' || (pass !== 'forward' && OPERATORS.has(op));

/** Why work is left out where `convAndFcOnly` is set. */
export const leftOut = ({ op }: Pick<Workload, 'op'>) => ({
  unpriced: `${op} is no CONV or FC layer; convAndFcOnly=false prices it`,
});
