import type {
  Dimension,
  FillTensor,
  Graph,
  OperatorName,
  Operators,
  Pads,
  Pair,
  Tensor,
} from '@picojoule/spec';
import type { Shape } from './shapes/rule.ts';

/** Names of a node and of its output; both are made up when absent, and equal to each other. */
export interface Naming {
  readonly name?: string;
  readonly output?: string;
}

export interface ConvOptions extends Naming {
  readonly filters: number;
  /** 3 when absent. */
  readonly kernel?: number | Pair;
  readonly stride?: number | Pair;
  /** `same` (default) pads so that a stride of 1 keeps the size; a number pads all four sides. */
  readonly pad?: 'same' | number | Pads;
  readonly dilation?: number | Pair;
  readonly group?: number;
  /** False when absent: batch norm follows. */
  readonly bias?: boolean;
}

export interface PoolOptions extends Naming {
  readonly kernel: number | Pair;
  /** The kernel's when absent. */
  readonly stride?: number | Pair;
  readonly pad?: number | Pads;
  readonly dilation?: number | Pair;
  readonly ceilMode?: boolean;
}

/**
 * Builds a graph value by value: every method adds a node and returns the name of its output. Filters
 * and matrices are drawn from He's normal distribution (variance 2 / fan-in, He et al., ICCV 2015),
 * each from a stream of its own name, so that a layer more changes no other; biases start at 0, batch
 * norm at scale 1, bias 0, mean 0, variance 1. The names of a node's parameters begin with its own.
 */
export interface Builder {
  /** `shape` as in `GraphInput`: `['batch', C, H, W]` for images. */
  input(name: string, shape: readonly Dimension[]): string;
  /** Adds a constant or weight of one's own and returns its name. */
  parameter(name: string, value: Tensor | FillTensor): string;
  conv(x: string, options: ConvOptions): string;
  convTranspose(
    x: string,
    options: ConvOptions & { readonly outputPadding?: number | Pair },
  ): string;
  /** `epsilon` 1e-5 and `momentum` (weight of the running value) 0.9 when absent. */
  batchNorm(x: string, options?: Naming & Partial<Operators['BatchNormalization']>): string;
  relu(x: string, options?: Naming): string;
  add(a: string, b: string, options?: Naming): string;
  maxPool(x: string, options: PoolOptions): string;
  averagePool(x: string, options: PoolOptions & { readonly countIncludePad?: boolean }): string;
  globalAveragePool(x: string, options?: Naming): string;
  flatten(x: string, options?: Naming): string;
  /** A fully connected layer of `units` outputs: weight [units, K] (transB), bias unless `false`. */
  gemm(x: string, options: Naming & { readonly units: number; readonly bias?: boolean }): string;
  /** Any operator with one output. */
  node<Op extends OperatorName>(
    op: Op,
    inputs: readonly string[],
    attributes: Operators[Op],
    options?: Naming,
  ): string;
  /** Any operator, with as many outputs as named. */
  nodes<Op extends OperatorName>(
    op: Op,
    inputs: readonly string[],
    attributes: Operators[Op],
    outputs: readonly string[],
    name?: string,
  ): readonly string[];
  /**
   * A residual block `shortcut(x) + branch(x)`, recorded in `graph.blocks`; the identity where
   * `shortcut` is absent. Names of what is made inside begin with `name.` or `name.shortcut.`.
   */
  block(
    name: string,
    x: string,
    branch: (x: string) => string,
    shortcut?: (x: string) => string,
  ): string;
  /** Shape of a value for a batch of 2. */
  shapeOf(value: string): Shape;
  /** @throws PicojouleError `GRAPH_INVALID` (see `verify`). */
  build(outputs: string | readonly string[]): Graph;
}
