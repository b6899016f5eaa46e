/** Element types that the graph carries. Networks compute in float32; int64 and bool are shapes and indices. */
export type DataType = 'float32' | 'int32' | 'int64' | 'bool';

/** Values in row-major order; int64 is held as BigInt64Array only inside the importer, and as numbers here. */
export type TensorValues = Float32Array | Int32Array | Float64Array | Uint8Array;

/**
 * A dense tensor in row-major order. `float32` is a Float32Array, `int32` an Int32Array, `int64` a
 * Float64Array of integers (shapes are far below 2^53), `bool` a Uint8Array.
 */
export interface Tensor {
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly values: TensorValues;
}

/** A tensor whose elements are all one number and which is never written out until it must be. */
export interface FillTensor {
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly fill: number;
}

/** Number of elements of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A float32 tensor; throws a RangeError when values and shape disagree. */
export function tensor(shape: readonly number[], values: ArrayLike<number>): Tensor {
  if (sizeOf(shape) !== values.length) {
    throw new RangeError(`shape [${shape}] has ${sizeOf(shape)} elements, got ${values.length}`);
  }
  const array = values instanceof Float32Array ? values : Float32Array.from(values);
  return { type: 'float32', shape, values: array };
}

/** The values of a tensor, written out if it is a fill. */
export function valuesOf(source: Tensor | FillTensor): TensorValues {
  if ('values' in source) return source.values;
  const size = sizeOf(source.shape);
  switch (source.type) {
    case 'float32':
      return new Float32Array(size).fill(source.fill);
    case 'int32':
      return new Int32Array(size).fill(source.fill);
    case 'int64':
      return new Float64Array(size).fill(source.fill);
    case 'bool':
      return new Uint8Array(size).fill(source.fill);
  }
}
