import type { Pads, Pair } from '@picojoule/spec';
import type { FoldNorm, FusedKernels, Range, UpdateAll } from './fused.ts';
import type { ElementType, Handle, Shape } from './handle.ts';

export type Unary = 'relu' | 'abs' | 'sign' | 'sigmoid' | 'exp' | 'log' | 'neg' | 'square';
export type Binary = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'pow';
export type Comparison = 'greater' | 'greaterEqual' | 'lessEqual' | 'equal' | 'notEqual';
export type Reduction = 'sum' | 'mean' | 'max';
export type Values = Float32Array | Int32Array | Uint8Array;

/** Geometry of a sliding window; pads are not negative. */
export interface Window {
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
}

/** One of several convolutions that run as one. */
export interface ChainLink {
  /** Where it is depthwise as depthwise kernels have it. */
  readonly filter: Handle;
  readonly bias: Handle;
  readonly window: Window;
  readonly depthwise: boolean;
  /** From 0 to infinity, or to a whole number. */
  readonly range?: Range | undefined;
}

/** What batch normalisation needs again in its gradient. */
export interface BatchStatistics {
  readonly mean: Handle;
  /** Of the population: divided by the number of values. */
  readonly variance: Handle;
}

/** Of each channel; mean and variance are the running ones. */
export interface NormParameters {
  readonly scale: Handle;
  readonly bias: Handle;
  readonly mean: Handle;
  readonly variance: Handle;
}

/**
 * The kernels that a backend offers; operators are written on these alone. Feature maps are NHWC,
 * filters HWIO ([R, S, C / group, M]), depthwise filters [R, S, C, M / C]. Binary kernels broadcast.
 * Every method returns a new handle, which the enclosing scope frees unless it is owned.
 */
export interface Kernels {
  /** What its products are computed in. */
  readonly dtype: 'float32' | 'bfloat16';
  /** Multiply-accumulates launched so far, from the shapes of the kernels that were launched. */
  readonly macs: number;
  /** Tensors alive on the backend, of all sessions. */
  readonly count: number;
  scope<T>(work: () => T): T;
  own(handle: Handle): Handle;
  disown(handle: Handle): void;

  /** The values may be used in place: the caller must not write to them while the handle lives. */
  upload(values: Values, shape: Shape, type?: ElementType): Handle;
  download(handle: Handle): Values;
  /** A scalar, kept for the lifetime of the backend. */
  scalar(value: number): Handle;

  reshape(x: Handle, shape: Shape): Handle;
  transpose(x: Handle, perm: readonly number[]): Handle;
  concat(xs: readonly Handle[], axis: number): Handle;
  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle;
  pad(x: Handle, before: readonly number[], after: readonly number[], value: number): Handle;
  gather(x: Handle, indices: Int32Array, axis: number): Handle;
  /** `x` with `rows` added at different positions of its first axis, perhaps rectified. */
  addRows(x: Handle, rows: Handle, positions: Int32Array, rectified?: boolean): Handle;
  cast(x: Handle, type: ElementType): Handle;

  unary(kernel: Unary, x: Handle): Handle;
  binary(kernel: Binary, a: Handle, b: Handle): Handle;
  /** 1 where it holds, else 0, as float32. */
  compare(kernel: Comparison, a: Handle, b: Handle): Handle;
  reduce(kernel: Reduction, x: Handle, axes: readonly number[], keepDims: boolean): Handle;
  /** min(max(x, 0), 6) and its gradient, 0 at both ends, in one kernel each; absent where there are none. */
  relu6?(x: Handle): Handle;
  relu6Gradient?(gradient: Handle, x: Handle): Handle;
  /** `gradient` where `output` is positive, else 0. */
  reluGradient(gradient: Handle, output: Handle): Handle;
  /** max|x|, read by the host. */
  largestMagnitude(x: Handle): number;
  /**
   * The nearest multiples of 2^(exponent - bits + 1), of two the even one, up to 2^(bits - 1) - 1 of
   * them: fixed-point numbers of `bits` bits, 2 to 16, whose magnitudes end at 2^exponent.
   */
  fixedPoint(x: Handle, exponent: number, bits: number): Handle;

  /** Matrices or equal stacks of matrices. */
  matMul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle;
  addBias(x: Handle, bias: Handle): Handle;
  /** Sum over all axes but the last. */
  biasGradient(gradient: Handle): Handle;

  conv(x: Handle, filter: Handle, window: Window): Handle;
  /** A convolution and a bias in one kernel, perhaps a rectifier as well; absent where there is none. */
  convBias?(
    x: Handle,
    filter: Handle,
    bias: Handle,
    window: Window,
    range?: Range,
    addend?: Handle,
  ): Handle;
  /**
   * Convolutions behind each other, with a map added to the last result before it is cut. Where there is such a kernel,
   * `convBias` takes an addend as well.
   */
  readonly convChain?:
    | ((x: Handle, links: readonly ChainLink[], addend?: Handle) => Handle)
    | undefined;
  convInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle;
  convFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle;
  /** Whether there are depthwise kernels for this window; else the groups run one by one. */
  hasDepthwise(window: Window): boolean;
  depthwise(x: Handle, filter: Handle, window: Window): Handle;
  depthwiseBias?(x: Handle, filter: Handle, bias: Handle, window: Window, range?: Range): Handle;
  depthwiseInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle;
  depthwiseFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle;

  batchNorm(
    x: Handle,
    scale: Handle,
    bias: Handle,
    epsilon: number,
  ): { readonly y: Handle; readonly statistics: BatchStatistics };
  batchNormGradient(
    gradient: Handle,
    x: Handle,
    scale: Handle,
    statistics: BatchStatistics,
    epsilon: number,
  ): { readonly x: Handle; readonly scale: Handle; readonly bias: Handle };
  batchNormInference(x: Handle, parameters: NormParameters, epsilon: number): Handle;

  /** Absent where there are none. */
  readonly fused?: FusedKernels | undefined;
  readonly updateAll?: UpdateAll | undefined;
  readonly foldNorm?: FoldNorm | undefined;

  /** Windows lie inside `x`: no pads. */
  maxPool(x: Handle, kernel: Pair, strides: Pair): Handle;
  maxPoolGradient(g: Handle, x: Handle, y: Handle, kernel: Pair, strides: Pair): Handle;
  averagePool(x: Handle, kernel: Pair, strides: Pair): Handle;
  averagePoolGradient(g: Handle, inputShape: Shape, kernel: Pair, strides: Pair): Handle;
}
