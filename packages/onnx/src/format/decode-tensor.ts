import {
  bfloat16,
  type DataType,
  float16,
  sizeOf,
  type Tensor,
  type TensorValues,
} from '@picojoule/spec';
import { externalData, tensorMalformed, tooLarge } from '../errors.ts';
import { toNumber } from './decode-model.ts';
import { ElementType, elementTypeName } from './element-types.ts';
import type { Message } from './schema.ts';

export interface TensorSources {
  readExternal?: ((location: string, offset: number, length: number) => Uint8Array) | undefined;
  /** Told what the reading changed. */
  note?: ((line: string) => void) | undefined;
}

/** Elements of one tensor: 2 GB of float32. */
export const MOST_ELEMENTS = 2 ** 29;

/** Of any value; shapes alone would fill the memory otherwise. */
export const MOST_DIMENSIONS = 16;

interface Layout {
  readonly type: DataType;
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

const { FLOAT, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, FLOAT16, DOUBLE, UINT32, UINT64 } =
  ElementType;
const layouts = new Map<number, Layout>([
  [FLOAT, { type: 'float32', bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [DOUBLE, { type: 'float32', bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
  [FLOAT16, { type: 'float32', bytes: 2, read: (view, at) => float16(view.getUint16(at, true)) }],
  [
    ElementType.BFLOAT16,
    { type: 'float32', bytes: 2, read: (view, at) => bfloat16(view.getUint16(at, true)) },
  ],
  [INT64, { type: 'int64', bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  [UINT64, { type: 'int64', bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) }],
  [UINT32, { type: 'int64', bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  [INT32, { type: 'int32', bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [INT16, { type: 'int32', bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [INT8, { type: 'int32', bytes: 1, read: (view, at) => view.getInt8(at) }],
  [UINT16, { type: 'int32', bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [UINT8, { type: 'int32', bytes: 1, read: (view, at) => view.getUint8(at) }],
  [BOOL, { type: 'bool', bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) }],
]);

/** The type that elements of a code have in the graph; undefined for text and complex numbers. */
export const dataTypeOf = (code: number): DataType | undefined => layouts.get(code)?.type;

const makeValues = (type: DataType, size: number): TensorValues => {
  switch (type) {
    case 'float32':
      return new Float32Array(size);
    case 'int32':
      return new Int32Array(size);
    case 'int64':
      return new Float64Array(size);
    case 'bool':
      return new Uint8Array(size);
  }
};

/**
 * Reads a tensor. The size that it declares is compared with the bytes that it has before anything
 * is allocated.
 *
 * @throws PicojouleError `ONNX_TENSOR`, `ONNX_EXTERNAL`, `ONNX_LIMIT`.
 */
export function decodeTensor(
  proto: Message<'TensorProto'>,
  sources: TensorSources = {},
  name: string = proto.name ?? '',
): Tensor {
  const shape = (proto.dims ?? []).map(toNumber);
  if (
    !shape.every((size) => Number.isSafeInteger(size) && size >= 0) ||
    shape.length > MOST_DIMENSIONS
  ) {
    throw tensorMalformed(name, `has the shape [${shape.slice(0, MOST_DIMENSIONS)}]`);
  }
  const size = sizeOf(shape);
  if (size > MOST_ELEMENTS) {
    throw tooLarge(`tensor "${name}" declares ${size} elements`, `${MOST_ELEMENTS} in one tensor`);
  }
  const code = proto.dataType ?? 0;
  const layout = layouts.get(code);
  if (layout === undefined) {
    throw tensorMalformed(name, `has elements of type ${elementTypeName(code)}`);
  }
  if (code === FLOAT16 || code === DOUBLE || code === ElementType.BFLOAT16) {
    sources.note?.(`tensor "${name}" was converted from ${elementTypeName(code)} to float32`);
  }
  const { type } = layout;
  const bytes =
    proto.dataLocation === 1 ? external(proto, size * layout.bytes, sources, name) : proto.rawData;
  if (bytes !== undefined && bytes.length > 0) {
    if (bytes.length !== size * layout.bytes) {
      throw tensorMalformed(
        name,
        `of shape [${shape}] needs ${size * layout.bytes} bytes, has ${bytes.length}`,
      );
    }
    return { type, shape, values: fromBytes(layout, bytes, size) };
  }
  const typed = typedField(proto, code);
  if (typed.length !== size) {
    throw tensorMalformed(name, `of shape [${shape}] needs ${size} values, has ${typed.length}`);
  }
  const values = makeValues(type, size);
  for (let i = 0; i < size; i++) values[i] = typed[i]!;
  return { type, shape, values };
}

function fromBytes(layout: Layout, bytes: Uint8Array, size: number): TensorValues {
  const values = makeValues(layout.type, size);
  // Same width, same order: one copy instead of a call per element (all our platforms are little-endian).
  if (values instanceof Float32Array && layout.bytes === 4) {
    new Uint8Array(values.buffer).set(bytes);
    return values;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < size; i++) values[i] = layout.read(view, i * layout.bytes);
  return values;
}

/** The values of the field that holds elements of a type when they are not raw bytes. */
function typedField(proto: Message<'TensorProto'>, code: number): ArrayLike<number> {
  switch (code) {
    case FLOAT:
      return proto.floatData ?? [];
    case DOUBLE:
      return proto.doubleData ?? [];
    case INT64:
      return (proto.int64Data ?? []).map(toNumber);
    case UINT32:
    case UINT64:
      return (proto.uint64Data ?? []).map(toNumber);
    case FLOAT16:
      return (proto.int32Data ?? []).map(float16);
    case ElementType.BFLOAT16:
      return (proto.int32Data ?? []).map(bfloat16);
    default:
      return proto.int32Data ?? [];
  }
}

function external(
  proto: Message<'TensorProto'>,
  needed: number,
  { readExternal }: TensorSources,
  name: string,
): Uint8Array {
  const entries = new Map((proto.externalData ?? []).map(({ key, value }) => [key, value ?? '']));
  const location = entries.get('location') ?? '';
  if (!isBeside(location)) {
    throw externalData(name, `lies at "${location}", outside the folder of the model`);
  }
  const whole = (key: string, otherwise: number) => {
    const text = entries.get(key);
    const value = text === undefined ? otherwise : /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (value < 0) throw externalData(name, `states the ${key} "${text}"`);
    return value;
  };
  const offset = whole('offset', 0);
  const length = whole('length', needed);
  if (length !== needed) throw externalData(name, `has ${length} bytes, the shape needs ${needed}`);
  if (readExternal === undefined) {
    throw externalData(name, `lies in the file "${location}", which was not passed along`);
  }
  let bytes: Uint8Array;
  try {
    bytes = readExternal(location, offset, length);
  } catch (cause) {
    throw externalData(name, `cannot be read from "${location}"`, cause);
  }
  if (bytes.length !== length) {
    throw externalData(
      name,
      `ends early: "${location}" has ${bytes.length} of ${length} bytes from ${offset} on`,
    );
  }
  return bytes;
}

/** A relative path that stays in the folder on every platform. */
function isBeside(location: string): boolean {
  if (location === '' || /[\0\\:]/.test(location) || location.startsWith('/')) return false;
  return location.split('/').every((part) => part !== '..');
}
