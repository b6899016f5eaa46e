import protobuf from 'protobufjs/light.js';

/**
 * The part of the ONNX file format that networks need, by its field numbers
 * (https://onnx.ai/onnx/repo-docs/IR.html). Fields that are not named here (subgraphs, functions,
 * training) are skipped by the decoder, so no nesting of a file reaches deeper than this table.
 */
type FieldType = 'string' | 'bytes' | 'float' | 'double' | 'int32' | 'int64' | 'uint64' | TypeName;
type TypeName = keyof typeof messages;
type Field = readonly [id: number, type: string, rule?: 'repeated' | 'packed'];

const messages = {
  ModelProto: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    graph: [7, 'GraphProto'],
    opsetImport: [8, 'OperatorSetIdProto', 'repeated'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  GraphProto: {
    node: [1, 'NodeProto', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', 'repeated'],
    input: [11, 'ValueInfoProto', 'repeated'],
    output: [12, 'ValueInfoProto', 'repeated'],
  },
  NodeProto: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'AttributeProto', 'repeated'],
    domain: [7, 'string'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    strings: [9, 'bytes', 'repeated'],
    type: [20, 'int32'],
  },
  TensorProto: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    floatData: [4, 'float', 'packed'],
    int32Data: [5, 'int32', 'packed'],
    int64Data: [7, 'int64', 'packed'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    doubleData: [10, 'double', 'packed'],
    uint64Data: [11, 'uint64', 'packed'],
    externalData: [13, 'StringStringEntryProto', 'repeated'],
    dataLocation: [14, 'int32'],
  },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensorType: [1, 'TensorTypeProto'] },
  TensorTypeProto: { elemType: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto', 'repeated'] },
  DimensionProto: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
} as const satisfies Record<string, Record<string, Field>>;

interface Scalars {
  readonly string: string;
  readonly bytes: Uint8Array;
  readonly float: number;
  readonly double: number;
  readonly int32: number;
  readonly int64: Int64;
  readonly uint64: Int64;
}
/** 64-bit integers are read as objects with two halves and may be written as numbers. */
export type Int64 = number | { toNumber(): number };

type ValueOf<Type> = Type extends keyof Scalars
  ? Scalars[Type]
  : Type extends TypeName
    ? Message<Type>
    : never;

/** A message; what the file leaves out is undefined, or [] where it may be repeated. */
export type Message<Name extends TypeName> = {
  readonly [Key in keyof (typeof messages)[Name]]?: (typeof messages)[Name][Key] extends readonly [
    number,
    infer Type extends FieldType,
    ...infer Rule,
  ]
    ? Rule extends readonly ['repeated' | 'packed']
      ? readonly ValueOf<Type>[]
      : ValueOf<Type>
    : never;
};

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([name, fields]) => [
      name,
      {
        edition: 'proto2',
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [id, type, rule]]: [string, Field]) => [
            field,
            {
              id,
              type,
              ...(rule === undefined ? {} : { rule: 'repeated' }),
              ...(rule === 'packed' ? { options: { packed: true } } : {}),
            },
          ]),
        ),
      },
    ]),
  ),
});

/** Reads and writes whole models. */
export const modelType: protobuf.Type = root.lookupType('ModelProto');

/** Reads and writes single tensors, as the files of ONNX's conformance tests hold them. */
export const tensorType: protobuf.Type = root.lookupType('TensorProto');
