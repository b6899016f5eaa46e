import {
  type DataType,
  float16,
  float16Pattern,
  type Tensor,
  type TensorValues,
} from '@picojoule/spec';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { typeUnsupported } from './errors.ts';

type OrtTensorConstructor = typeof OrtTensor;

/** Arrays of the element types that a graph carries as float32. */
const carried = {
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
} as const;

/** Whether a graph carries this element type of ONNX Runtime, of whole numbers, as float32. */
export const isWhole = (type: string): boolean =>
  type !== 'float64' && Object.hasOwn(carried, type);

/**
 * A tensor of ours as ONNX Runtime takes it: int64 as BigInt64Array, and float32 as the type that the
 * model's input has.
 */
export function toOrt(
  Tensor: OrtTensorConstructor,
  { type, shape, values }: Tensor,
  wanted: string = type,
): OrtTensor {
  if (type === 'float32' && Object.hasOwn(carried, wanted)) {
    const as = wanted as keyof typeof carried;
    return new Tensor(as, carried[as].from(values), shape);
  }
  if (type === 'float32' && wanted === 'float16') {
    return new Tensor('float16', Uint16Array.from(values, float16Pattern), shape);
  }
  switch (type) {
    case 'float32':
      return new Tensor('float32', values as Float32Array, shape);
    case 'int32':
      return new Tensor('int32', values as Int32Array, shape);
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(values as Float64Array, BigInt), shape);
    case 'bool':
      return new Tensor('bool', values as Uint8Array, shape);
  }
}

/** A result of ONNX Runtime as a tensor of ours; doubles, halves and small integers become float32. */
export function fromOrt(name: string, { type, dims, data }: OrtTensor): Tensor {
  const convert = (as: DataType, values: TensorValues): Tensor => ({
    type: as,
    shape: [...dims],
    values,
  });
  switch (type) {
    case 'float32':
      return convert('float32', data as Float32Array);
    case 'float64':
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
      return convert('float32', Float32Array.from(data as Float64Array));
    case 'float16': {
      // Newer Node.js gives a Float16Array instead of the patterns.
      const { buffer, byteOffset, length } = data as Uint16Array;
      const patterns = new Uint16Array(buffer, byteOffset, length);
      return convert('float32', Float32Array.from(patterns, float16));
    }
    case 'int32':
      return convert('int32', data as Int32Array);
    case 'int64':
      return convert('int64', Float64Array.from(data as BigInt64Array, Number));
    case 'bool':
      return convert('bool', data as Uint8Array);
    default:
      throw typeUnsupported(name, type);
  }
}
