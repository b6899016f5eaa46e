import type { OperatorName } from './graph.ts';
import type { Pass, PerOperand } from './workload.ts';

/** Three counts that are never mixed, and the dense one that they are compared with. */
export interface MacCounts {
  /** What the launched kernels computed. */
  readonly executed: number;
  /** What the pass amounts to as a dense layer pass: without zero insertion or padding of a kernel's form. */
  readonly nominal: number;
  /**
   * What a machine of the emulated width, with skipping of the planned work, would compute, in MACs of
   * the row's widths. A `remainder` counts the bit products that the predictor left, of its undecided
   * weights alone.
   */
  readonly emulated: number;
  /** Those with both operands non-zero ("non-skipped"); absent where densities were not measured. */
  readonly effectual?: number;
}

/** One row per layer pass that a backend executed. Energy models price it, meters measure its span. */
export interface LedgerRow {
  readonly step: number;
  readonly node: string;
  readonly op: OperatorName;
  readonly pass: Pass;
  /** Images that took part, over all executions. */
  readonly samples: number;
  /** Executions that were merged into this row; 1 when absent. */
  readonly executions?: number;
  /** The kernel's real data type. */
  readonly dtype: 'float32' | 'bfloat16' | 'int8' | 'int16';
  /** Emulated bit widths; 32 where nothing is emulated. */
  readonly bits: PerOperand<number>;
  readonly density?: PerOperand<number>;
  readonly macs: MacCounts;
  /** Clock cycles of the device, where it counts them. */
  readonly cycles?: number;
}
