import type { OperatorName, Pads, Pair } from './graph.ts';

/** What a layer pass does; the savers' own work has names of its own, so that no saving hides its price. */
export type Pass =
  | 'forward'
  | 'input-gradient'
  | 'weight-gradient'
  | 'update'
  | 'gate'
  | 'predictor'
  | 'remainder'
  | 'probe'
  | 'statistics';

/** The three operands of a layer pass. In the forward pass: ifmap, filter, ofmap. */
export interface PerOperand<T> {
  readonly input: T;
  readonly weight: T;
  readonly output: T;
}

/**
 * The work of one layer pass for `batch` images: what an energy model prices. Fully connected layers
 * are convolutions whose filter covers the whole input (R = H, S = W, 1x1 output). For layers without
 * MACs (pooling, element-wise, normalisation) `weight` sizes are 0 and `macs` is 0.
 */
export interface Workload {
  /** Name of the node. */
  readonly layer: string;
  readonly op: OperatorName;
  readonly pass: Pass;
  /** `fc` is Gemm and MatMul with a parameter; `data` moves or combines feature maps without MACs. */
  readonly kind: 'conv' | 'fc' | 'data';
  readonly batch: number;
  /** Channels of the ifmap over all groups (C) and of the ofmap (M). */
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly groups: number;
  /** [height, width]; the input unpadded. */
  readonly input: Pair;
  readonly kernel: Pair;
  readonly output: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  /** Bits of one value. */
  readonly bits: PerOperand<number>;
  /** Share of non-zero values, 0 to 1; the input's without its padding. */
  readonly density: PerOperand<number>;
  /** Dense MACs of the whole batch. */
  readonly macs: number;
  /** Of a layer without MACs, for the whole batch: values that pass an arithmetic unit. 0 when absent. */
  readonly operations?: number;
  /** A layer without MACs that reads and writes no memory: a view, or done to a value on its way there. */
  readonly inPlace?: boolean;
  /** How often the pass is executed, one after the other; 1 when absent. Prices are of all of them. */
  readonly repeats?: number;
}
