import { inferShapes, selectByGates } from '@picojoule/graph';
import {
  type DataType,
  type Dimension,
  type FillTensor,
  type Graph,
  type Node,
  type OperatorName,
  sizeOf,
  type Tensor,
} from '@picojoule/spec';
import { exportFailed } from '../errors.ts';
import { dataTypeCode, encodeTensor } from '../format/encode-tensor.ts';
import { type Message, modelType } from '../format/schema.ts';
import { exportRules } from '../operators/export-rules.ts';
import { type ExportRule, int64s, type OnnxWriter } from './onnx-writer.ts';

/** Operator set and format of the files written: those of ONNX 1.16. */
const OPSET = 21;
const IR_VERSION = 10;
/** A protobuf message ends at 2 GB. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;
/** Two batch sizes that tell a free dimension from a fixed one. */
const BATCHES = [2, 3] as const;

/**
 * Writes a graph as an ONNX model: operator set 21, the batch as the dimension `batch`, masked weights
 * as plain zeros, lazy fills as ConstantOfShape. Names of nodes, values and parameters are kept.
 * Unused parameters are left out. Gated blocks run for every image and are selected afterwards, by the
 * rule of a session outside training: the same outputs, none of the work saved.
 *
 * @throws PicojouleError `ONNX_EXPORT`, or that of `inferShapes` when the graph does not fit together.
 */
export function exportOnnx(gated: Graph): Uint8Array {
  const graph = selectByGates(gated);
  const [small, large] = BATCHES.map((batch) => inferShapes(graph, batch));
  const used = new Set([...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs]);
  const names = new Set([
    ...Object.keys(small!),
    ...graph.nodes.map((node) => node.name),
    ...Object.keys(graph.parameters),
  ]);
  const fresh = (hint: string): string => {
    let name = hint;
    for (let count = 2; names.has(name); count++) name = `${hint}_${count}`;
    names.add(name);
    return name;
  };
  const initializer: Message<'TensorProto'>[] = [];
  const node: Message<'NodeProto'>[] = [];
  let bytes = 0;
  const write = (name: string, tensor: Tensor) => {
    const proto = encodeTensor(name, tensor);
    bytes += proto.rawData!.length;
    if (bytes > MOST_BYTES) throw exportFailed('its weights need more than the 2 GB of one file');
    initializer.push(proto);
  };
  for (const [name, parameter] of Object.entries(graph.parameters)) {
    if (!used.has(name)) continue;
    const mask = Object.hasOwn(graph.masks, name) ? graph.masks[name] : undefined;
    if ('fill' in parameter && mask === undefined) {
      const shape = fresh(`${name}/shape`);
      write(shape, int64s(parameter.shape));
      node.push(fillNode(name, parameter, shape, fresh(`${name}/fill`)));
    } else write(name, masked(name, parameter, mask));
  }
  for (const item of graph.nodes) {
    const writer: OnnxWriter = {
      constant(hint, tensor) {
        const name = fresh(`${item.name}/${hint}`);
        write(name, tensor);
        return name;
      },
      shapeOf: (value) => small![value]!,
    };
    node.push(nodeOf(item, writer));
  }
  const types = typesOf(graph);
  const model: Message<'ModelProto'> = {
    irVersion: IR_VERSION,
    producerName: 'picojoule',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: graph.name,
      node,
      initializer,
      input: graph.inputs.map(({ name, shape }) => valueInfo(name, 'float32', shape)),
      output: graph.outputs.map((name) => {
        const free = (size: number, axis: number) => size !== large![name]![axis];
        // Only a dimension that is the batch itself has its name; others stay open.
        const shape = small![name]!.map((size, axis) =>
          free(size, axis) ? (size === BATCHES[0] ? 'batch' : undefined) : size,
        );
        return valueInfo(name, types.get(name) ?? 'float32', shape);
      }),
    },
  };
  return modelType.encode(model).finish();
}

function nodeOf(item: Node, writer: OnnxWriter): Message<'NodeProto'> {
  // The table pairs each operator with its own rule; TypeScript cannot see the pairing.
  const rule = exportRules[item.op] as ExportRule<OperatorName> | undefined;
  if (rule === undefined) throw exportFailed(`${item.op} "${item.name}" is no known operator`);
  const { op = item.op, inputs = item.inputs, attributes = [] } = rule(item, writer);
  const input = inputs.slice(0, inputs.findLastIndex((name) => name !== '') + 1);
  return { name: item.name, opType: op, input, output: item.outputs, attribute: attributes };
}

const fillNode = (
  name: string,
  { type, fill }: FillTensor,
  shape: string,
  nodeName: string,
): Message<'NodeProto'> => {
  const one: Tensor = {
    type,
    shape: [1],
    values:
      type === 'float32'
        ? Float32Array.of(fill)
        : type === 'int64'
          ? Float64Array.of(fill)
          : type === 'int32'
            ? Int32Array.of(fill)
            : Uint8Array.of(fill),
  };
  return {
    name: nodeName,
    opType: 'ConstantOfShape',
    input: [shape],
    output: [name],
    attribute: [{ name: 'value', t: encodeTensor('', one), type: 4 }],
  };
};

/** The values of a parameter, zero where its mask is. */
function masked(
  name: string,
  parameter: Tensor | FillTensor,
  mask: Uint8Array | undefined,
): Tensor {
  const size = sizeOf(parameter.shape);
  if (mask !== undefined && mask.length !== size) {
    throw exportFailed(`the mask of "${name}" has ${mask.length} elements, not ${size}`);
  }
  if ('values' in parameter) {
    if (parameter.values.length !== size) {
      throw exportFailed(
        `"${name}" has ${parameter.values.length} values, its shape needs ${size}`,
      );
    }
    if (mask === undefined) return parameter;
    const values = parameter.values.slice();
    for (let i = 0; i < size; i++) if (mask[i] === 0) values[i] = 0;
    return { ...parameter, values };
  }
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = mask?.[i] === 0 ? 0 : parameter.fill;
  return { type: 'float32', shape: parameter.shape, values };
}

/** Types of the values that a Cast changed, and of what is made from them. */
function typesOf(graph: Graph): ReadonlyMap<string, DataType> {
  const types = new Map<string, DataType>(
    Object.entries(graph.parameters).map(([name, { type }]) => [name, type]),
  );
  for (const item of graph.nodes) {
    const type =
      item.op === 'Cast' ? item.attributes.to : (types.get(item.inputs[0]!) ?? 'float32');
    for (const output of item.outputs) types.set(output, type);
  }
  return types;
}

const valueInfo = (
  name: string,
  type: DataType,
  shape: readonly (Dimension | undefined)[],
): Message<'ValueInfoProto'> => ({
  name,
  type: {
    tensorType: {
      elemType: dataTypeCode(type),
      shape: {
        dim: shape.map((size) =>
          size === undefined ? {} : size === 'batch' ? { dimParam: size } : { dimValue: size },
        ),
      },
    },
  },
});
