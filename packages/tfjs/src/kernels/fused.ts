import type { Handle } from './handle.ts';
import type { BatchStatistics, NormParameters } from './kernels.ts';
import type { RowProgram } from './row-program.ts';

/** Bounds to which a result is cut; a rectifier has 0 and infinity. */
export interface Range {
  readonly floor: number;
  readonly ceiling: number;
}

/** Kernels that do in one pass over memory what others do in several. */
export interface FusedKernels {
  /**
   * Batch norm in training, its result cut to a range. The running statistics are `momentum` times the old
   * ones and the rest the batch's.
   */
  norm(
    x: Handle,
    parameters: NormParameters,
    rates: { readonly epsilon: number; readonly momentum: number },
    range: Range,
  ): {
    readonly y: Handle;
    readonly statistics: BatchStatistics;
    readonly running: BatchStatistics;
  };
  /** From the gradient of `norm`'s result; 0 where the range cut it, both ends included. */
  normGradient(
    gradient: Handle,
    x: Handle,
    affine: { readonly scale: Handle; readonly bias: Handle },
    statistics: BatchStatistics,
    epsilon: number,
    range: Range,
  ): { readonly x: Handle; readonly scale: Handle; readonly bias: Handle };
  /** max(a + b, 0), both of one shape. */
  addRelu(a: Handle, b: Handle, wantsMeans: boolean): WithMeans;
  /** As `Kernels.addRows`. */
  addRows(
    x: Handle,
    rows: Handle,
    positions: Int32Array,
    options: { readonly rectified: boolean; readonly wantsMeans: boolean },
  ): WithMeans;
  /** The mean of each channel of each image, [N, 1, 1, C]. */
  mapMeans(x: Handle): Handle;
  /** Rows of the first axis, and for each the sum of its products with a row of `others` [M, ...]. */
  takeDotted(
    x: Handle,
    positions: Int32Array,
    others: Handle,
  ): { readonly rows: Handle; readonly dots: Handle };
  /** The sum of all, of one shape. */
  sum(terms: readonly Handle[]): Handle;
  sumGradients(terms: GradientTerms): Handle;
  /** Runs a program on values [N, width] and maps [N, H, W, width]; the tapes are what its gradients need. */
  runRows(
    program: RowProgram,
    given: readonly Handle[],
    weights: readonly Handle[],
  ): { readonly tapes: Handle; readonly made: readonly Handle[] };
  /**
   * Gradients of what the program was given, of maps as [N, 1, 1, width] of their means, from those of what it
   * made; and those of the weights, which the same launch makes and are counted when they are asked for: 0 for
   * weights that are used element by element.
   */
  reverseRows(
    program: RowProgram,
    tapes: Handle,
    gradients: readonly (Handle | undefined)[],
    weights: readonly Handle[],
  ): { readonly given: readonly Handle[]; readonly toWeights: () => readonly Handle[] };
}

/** A feature map, and where they are wanted its channel means, [N, 1, 1, C]. */
export interface WithMeans {
  readonly y: Handle;
  readonly means?: Handle | undefined;
}

/** Of the gradient of a feature map; the map or the output is there. */
export interface GradientTerms {
  readonly map?: Handle | undefined;
  /** To be added to the map: all of it, or rows for these positions of its first axis. */
  readonly rows?: Handle | undefined;
  readonly positions?: Int32Array | undefined;
  /** Gradient [N, 1, 1, C] of the means of the map. */
  readonly mean?: Handle | undefined;
  /** The map itself, where a rectifier made it: lets nothing through where that cut. */
  readonly output?: Handle | undefined;
}

/**
 * The filter and the bias, if it has one, of a convolution that takes over a norm with fixed statistics
 * behind it. Filter [..., M], all else [M].
 */
export type FoldNorm = (
  filter: Handle,
  bias: Handle | undefined,
  norm: NormParameters,
  epsilon: number,
) => { readonly filter: Handle; readonly bias: Handle };

/** A weight, its velocity and its gradient, all of one shape and float32. */
export interface Updated {
  readonly weight: Handle;
  readonly velocity: Handle;
  readonly gradient: Handle;
}

/**
 * `v = momentum v + g + decay w; w -= rate v`, or with Nesterov's look ahead
 * `w -= rate (g + decay w + momentum v)`, of many weights at once.
 */
export type UpdateAll = (
  all: readonly Updated[],
  rule: { readonly momentum: number; readonly decay: number; readonly nesterov: boolean },
  rate: Handle,
) => readonly { readonly weight: Handle; readonly velocity: Handle }[];
