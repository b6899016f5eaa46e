import { createRandom, sizeOf, type Tensor, type Tensors, tensor } from '@picojoule/spec';
import { int64s } from '../export/onnx-writer.ts';
import { ElementType } from '../format/element-types.ts';
import { encodeTensor } from '../format/encode-tensor.ts';
import { type Message, modelType } from '../format/schema.ts';

/** A number written with a point is no integer in JavaScript, so floats are marked. */
export interface Float {
  readonly float: number | readonly number[];
}
export type AttributeValue = number | string | readonly number[] | Float | Tensor;

export interface TinyNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly name?: string;
  readonly domain?: string;
}

export interface TinyModel {
  readonly opset: number;
  /** Nodes in order; the output is `y` where none is named. */
  readonly nodes: readonly TinyNode[];
  /** Shapes of inputs; a text is a symbolic size. Default: none. */
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  /** Element type of the inputs, float by default. */
  readonly inputType?: number;
  readonly initializers?: Readonly<Record<string, Tensor | Message<'TensorProto'>>>;
  /** `y` by default. */
  readonly outputs?: readonly string[];
}

/** The bytes of a small model, written from the format's field numbers. */
export function tinyModel({
  opset,
  nodes,
  inputs = {},
  inputType = ElementType.FLOAT,
  initializers = {},
  outputs = ['y'],
}: TinyModel): Uint8Array {
  const model: Message<'ModelProto'> = {
    irVersion: 7,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'tiny',
      node: nodes.map(
        ({ op, inputs, outputs = ['y'], attributes = {}, name = '', domain = '' }) => ({
          name,
          domain,
          opType: op,
          input: inputs,
          output: outputs,
          attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
        }),
      ),
      initializer: Object.entries(initializers).map(([name, value]) =>
        'values' in value ? encodeTensor(name, value) : { ...value, name },
      ),
      input: Object.entries(inputs).map(([name, shape]) => ({
        name,
        type: {
          tensorType: {
            elemType: inputType,
            shape: {
              dim: shape.map((size) =>
                typeof size === 'string' ? { dimParam: size } : { dimValue: size },
              ),
            },
          },
        },
      })),
      output: outputs.map((name) => ({ name })),
    },
  };
  return modelType.encode(model).finish();
}

function attributeOf(name: string, value: AttributeValue): Message<'AttributeProto'> {
  if (typeof value === 'number') return { name, i: value, type: 2 };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  if (isList(value)) return { name, ints: value, type: 7 };
  if ('values' in value) return { name, t: encodeTensor('', value), type: 4 };
  const { float } = value;
  return typeof float === 'number' ? { name, f: float, type: 1 } : { name, floats: float, type: 6 };
}

const isList = (value: AttributeValue): value is readonly number[] => Array.isArray(value);

/** A list of integers, such as a shape, as an initializer. */
export const ints = (...values: number[]): Tensor => int64s(values);

/** Seeded normal values. */
export function randomTensor(shape: readonly number[], name = 'x', deviation = 1): Tensor {
  const random = createRandom(1, name);
  return tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => deviation * random.normal()),
  );
}

/** One random tensor per input, the symbolic sizes replaced by `batch`. */
export const randomInputs = (
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
  batch: number,
): Tensors =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => [
      name,
      randomTensor(
        shape.map((size) => (typeof size === 'number' ? size : batch)),
        name,
      ),
    ]),
  );
