import type { DataType, Tensor } from '@picojoule/spec';
import { ElementType } from './element-types.ts';
import type { Message } from './schema.ts';

const codes: Readonly<Record<DataType, number>> = {
  float32: ElementType.FLOAT,
  int32: ElementType.INT32,
  int64: ElementType.INT64,
  bool: ElementType.BOOL,
};

/** Code of TensorProto.data_type. */
export const dataTypeCode = (type: DataType): number => codes[type];

/** A tensor as raw little-endian bytes; float32 values are not copied. */
export function encodeTensor(
  name: string,
  { type, shape, values }: Tensor,
): Message<'TensorProto'> {
  const raw = type === 'int64' ? BigInt64Array.from(values as Float64Array, BigInt) : values;
  return {
    name,
    dims: shape,
    dataType: dataTypeCode(type),
    rawData: new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength),
  };
}
