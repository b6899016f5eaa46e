import {
  type DataType,
  roundToBfloat16,
  roundToFloat16,
  sizeOf,
  type Tensor,
} from '@picojoule/spec';
import {
  dataTypeOf,
  decodeTensor,
  MOST_DIMENSIONS,
  MOST_ELEMENTS,
} from '../format/decode-tensor.ts';
import { ElementType, elementTypeName } from '../format/element-types.ts';
import type { OnnxNode } from '../import/onnx-node.ts';
import type { FoldRule } from './fold-node.ts';

const list = (type: DataType, values: readonly number[], isScalar = false): Tensor => ({
  type,
  shape: isScalar ? [] : [values.length],
  values: type === 'float32' ? Float32Array.from(values) : Float64Array.from(values),
});

/** How types that are carried as float32 round. */
const narrowings: ReadonlyMap<number, (value: number) => number> = new Map([
  [ElementType.FLOAT16, roundToFloat16],
  [ElementType.BFLOAT16, roundToBfloat16],
]);

/** Operators that make constants. */
export const constantFolds: Readonly<Record<string, FoldRule>> = {
  Constant: (node) => {
    const { attributes } = node;
    const proto = attributes.tensor('value');
    if (proto !== undefined)
      return [decodeTensor(proto, { note: node.note }, node.outputs[0] ?? '')];
    if (attributes.has('value_int')) return [list('int64', [attributes.int('value_int')!], true)];
    if (attributes.has('value_ints')) return [list('int64', attributes.ints('value_ints')!)];
    if (attributes.has('value_float')) {
      return [list('float32', [attributes.float('value_float')!], true)];
    }
    if (attributes.has('value_floats'))
      return [list('float32', attributes.floats('value_floats')!)];
    return node.unsupported('holds text or a sparse tensor');
  },
  ConstantOfShape: (node, [sizes], budget) => {
    const shape = Array.from(budget.valuesOf(sizes!));
    const isShape = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
    if (!isShape || shape.length > MOST_DIMENSIONS || sizeOf(shape) > MOST_ELEMENTS) {
      node.malformed(`makes the shape [${shape.slice(0, MOST_DIMENSIONS)}]`);
    }
    const proto = node.attributes.tensor('value');
    if (proto === undefined) return [{ type: 'float32', shape, fill: 0 }];
    const { type, values } = decodeTensor(proto, { note: node.note }, node.outputs[0] ?? '');
    if (values.length !== 1) node.malformed(`is filled with ${values.length} values`);
    return [{ type, shape, fill: values[0]! }];
  },
  Cast: (node, [x], budget) => {
    const type = castType(node);
    const narrow = narrowings.get(node.attributes.int('to')!);
    const convert = (value: number) => {
      if (type === 'float32') return (narrow ?? Math.fround)(value);
      return type === 'bool' ? Number(value !== 0) : Math.trunc(value);
    };
    if (type === x!.type && narrow === undefined) return [x!];
    if ('fill' in x!) return [{ ...x, type, fill: convert(x.fill) }];
    budget.claim(x!.values.length);
    switch (type) {
      case 'float32':
        return [{ ...x!, type, values: Float32Array.from(x!.values, convert) }];
      case 'int32':
        return [{ ...x!, type, values: Int32Array.from(x!.values, convert) }];
      case 'int64':
        return [{ ...x!, type, values: Float64Array.from(x!.values, convert) }];
      case 'bool':
        return [{ ...x!, type, values: Uint8Array.from(x!.values, convert) }];
    }
  },
};

/** The type that a Cast makes, as the graph carries it. */
export function castType(node: OnnxNode): DataType {
  const code = node.attributes.int('to') ?? 0;
  return dataTypeOf(code) ?? node.unsupported(`casts to ${elementTypeName(code)}`);
}
