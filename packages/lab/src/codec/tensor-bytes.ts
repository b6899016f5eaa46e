import { endianness } from 'node:os';
import { type DataType, sizeOf, type Tensor, type TensorValues } from '@picojoule/spec';
import * as v from 'valibot';
import { badTensor, damagedArchive } from '../errors.ts';

/** How the values of each data type lie in memory and in the file. */
const ARRAYS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: Float64Array,
  bool: Uint8Array,
} as const satisfies Record<DataType, unknown>;

const SWAP = endianness() === 'BE';

export const dataType = v.picklist(['float32', 'int32', 'int64', 'bool']);
export const shape = v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
/** One tensor in a header; its array stands at the same position. */
export const tensorHeader = v.strictObject({ name: v.string(), type: dataType, shape });
export type TensorHeader = v.InferOutput<typeof tensorHeader>;

/** Values as little-endian bytes; a view where the machine is little-endian itself. */
export function toBytes(name: string, { type, shape, values }: Tensor): Uint8Array {
  if (!(values instanceof ARRAYS[type])) {
    throw badTensor(name, `its values are a ${values.constructor.name} and its type is ${type}`);
  }
  if (sizeOf(shape) !== values.length) {
    throw badTensor(name, `its shape [${shape}] does not have ${values.length} elements`);
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return SWAP ? swapped(bytes, values.BYTES_PER_ELEMENT) : bytes;
}

/** A tensor with memory of its own. */
export function fromBytes(
  { name, type, shape }: TensorHeader,
  bytes: Uint8Array,
  file: string,
): Tensor {
  const Values = ARRAYS[type];
  if (bytes.length !== sizeOf(shape) * Values.BYTES_PER_ELEMENT) {
    throw damagedArchive(file, `tensor "${name}" of shape [${shape}] has ${bytes.length} bytes`);
  }
  // Not `slice`: that of Node.js's Buffer does not copy, and its memory begins elsewhere.
  const own = SWAP ? swapped(bytes, Values.BYTES_PER_ELEMENT) : new Uint8Array(bytes);
  return { type, shape, values: new Values(own.buffer as ArrayBuffer) as TensorValues };
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const copy = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++)
    copy[i - (i % width) + width - 1 - (i % width)] = bytes[i]!;
  return copy;
}
