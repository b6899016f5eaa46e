import type { InputRows } from '../layer/sample-inputs.ts';

/** X^T X of sampled inputs, [inputs x inputs]: computed once per layer, used by every filter. */
export function gram({ rows, inputs, values }: InputRows): Float64Array {
  const product = new Float64Array(inputs * inputs);
  for (let row = 0; row < rows; row++) {
    const first = row * inputs;
    for (let i = 0; i < inputs; i++) {
      const left = values[first + i]!;
      if (left === 0) continue;
      for (let j = 0; j <= i; j++) product[i * inputs + j]! += left * values[first + j]!;
    }
  }
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < i; j++) product[j * inputs + i] = product[i * inputs + j]!;
  }
  return product;
}

export interface LeastSquaresOptions {
  /** Gram matrix of each group of filters. */
  readonly grams: readonly Float64Array[];
  readonly filters: number;
  /** Added to the diagonal, relative to its mean, so that inputs that never fire do no harm. */
  readonly ridge: number;
}

/**
 * Refits the remaining weights of every filter to the outputs of its original weights (step 4 of
 * CVPR17): `(X_S^T X_S + ridge I)^-1 (X_S^T X a + ridge a_S)` on the support S of the filter.
 * The ridge pulls towards the values of `kept`, not towards zero.
 *
 * @param original [filters x inputs], the weights whose outputs are to be met.
 * @param kept The same shape; what is zero stays zero.
 */
export function leastSquares(
  original: Float32Array,
  kept: Float32Array,
  { grams, filters, ridge }: LeastSquaresOptions,
): Float32Array {
  const width = original.length / filters;
  const perGroup = filters / grams.length;
  const refitted = kept.slice();
  for (let filter = 0; filter < filters; filter++) {
    const offset = filter * width;
    const support: number[] = [];
    for (let input = 0; input < width; input++) if (kept[offset + input] !== 0) support.push(input);
    if (support.length === 0) continue;
    const product = grams[Math.floor(filter / perGroup)]!;
    const strength = ridge * meanDiagonal(product, width) + Number.MIN_VALUE;
    const size = support.length;
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    support.forEach((input, i) => {
      for (let j = 0; j <= i; j++) matrix[i * size + j] = product[input * width + support[j]!]!;
      matrix[i * size + i]! += strength;
      let sum = strength * kept[offset + input]!;
      for (let k = 0; k < width; k++) sum += product[input * width + k]! * original[offset + k]!;
      right[i] = sum;
    });
    const solution = solvePositiveDefinite(matrix, right);
    if (solution === undefined) continue;
    support.forEach((input, i) => {
      // An exact zero would read as pruned; the smallest step away from it keeps the support.
      refitted[offset + input] = solution[i]! || kept[offset + input]!;
    });
  }
  return refitted;
}

function meanDiagonal(matrix: Float64Array, size: number): number {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i]!;
  return trace / size;
}

/**
 * Solves A x = b by Cholesky's method; only the lower triangle of A is read, and it is overwritten.
 *
 * @returns Undefined when A is not positive definite to working precision.
 */
export function solvePositiveDefinite(
  matrix: Float64Array,
  right: Float64Array,
): Float64Array | undefined {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      if (i !== j) matrix[i * size + j] = sum / matrix[j * size + j]!;
      else if (sum <= 0 || !Number.isFinite(sum)) return undefined;
      else matrix[i * size + i] = Math.sqrt(sum);
    }
  }
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= matrix[i * size + k]! * x[k]!;
    x[i]! /= matrix[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= matrix[k * size + i]! * x[k]!;
    x[i]! /= matrix[i * size + i]!;
  }
  return x;
}
