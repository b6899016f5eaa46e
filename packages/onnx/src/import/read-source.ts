import type { ImportOptions, Tensors } from '@picojoule/spec';
import { graphMalformed, inputUnsupported, opsetUnsupported } from '../errors.ts';
import { attributesOf } from '../format/attributes.ts';
import { toNumber } from '../format/decode-model.ts';
import { decodeTensor, MOST_DIMENSIONS } from '../format/decode-tensor.ts';
import { ElementType, elementTypeName } from '../format/element-types.ts';
import type { Message } from '../format/schema.ts';
import { sortNodes } from './sort-nodes.ts';
import type { Constant, Source, SourceDimension, SourceInput, SourceNode } from './source.ts';

export interface OnnxImportOptions extends ImportOptions {
  /** Fixed values for inputs of the model that the graph needs as constants, such as a target shape. */
  readonly constants?: Tensors;
}

const { FLOAT16, DOUBLE, BFLOAT16, INT8, UINT8, INT16, UINT16, INT32 } = ElementType;
/** Types of inputs that the graph carries as float32. */
const realTypes: ReadonlySet<number> = new Set([FLOAT16, DOUBLE, BFLOAT16]);
/** Those of images; int64 is left out, as it is that of shapes and indices. */
const wholeTypes: ReadonlySet<number> = new Set([INT8, UINT8, INT16, UINT16, INT32]);

/** From where broadcasting, batch norm and dropout mean what they do now, to that of ONNX 1.22. */
const CHECKED_OPSETS = { oldest: 7, newest: 27 };

/** Reads inputs, constants and live nodes of a decoded model. */
export function readSource(
  model: Message<'ModelProto'>,
  { constants: fixed = {}, note, readExternal }: OnnxImportOptions,
): Source {
  const graph = model.graph!;
  const given = new Map<string, Constant>(Object.entries(fixed));
  const initializers = new Map<string, Message<'TensorProto'>>();
  for (const proto of graph.initializer ?? []) {
    const { name = '' } = proto;
    if (initializers.has(name)) throw graphMalformed(`two of its initializers are named "${name}"`);
    initializers.set(name, proto);
  }
  const open = (graph.input ?? []).filter(
    ({ name = '' }) => !given.has(name) && !initializers.has(name),
  );
  const outputs = (graph.output ?? []).map(({ name = '' }) => name);
  if (outputs.length === 0) throw graphMalformed('it has no output');
  const inputNames = open.map(({ name = '' }) => name);
  if (new Set(inputNames).size < inputNames.length) {
    throw graphMalformed('two of its inputs have one name');
  }
  const available = new Set([...given.keys(), ...initializers.keys(), ...inputNames]);
  const nodes = sortNodes(readNodes(graph.node ?? []), outputs, available);
  const read = new Set([...nodes.flatMap((node) => node.inputs), ...outputs]);
  const constants = new Map<string, Constant>();
  for (const [name, constant] of given) constants.set(name, constant);
  for (const [name, proto] of initializers) {
    if (!given.has(name) && read.has(name)) {
      constants.set(name, decodeTensor(proto, { readExternal, note }, name));
    }
  }
  const opset = opsetOf(model);
  const { oldest, newest } = CHECKED_OPSETS;
  if (opset < oldest || opset > newest) {
    const age = opset < oldest ? 'older' : 'newer';
    note?.(`operator set ${opset} is ${age} than those that were checked (${oldest} to ${newest})`);
  }
  return {
    name: graph.name ?? '',
    opset,
    inputs: open.map((input) => readInput(input, note)),
    outputs,
    nodes,
    constants,
    names: new Set([
      ...available,
      ...(graph.node ?? []).flatMap(({ name = '', output = [] }) => [name, ...output]),
    ]),
  };
}

function opsetOf(model: Message<'ModelProto'>): number {
  const own = (model.opsetImport ?? []).filter(({ domain = '' }) => isOnnxDomain(domain));
  const version =
    own.length === 0 ? undefined : Math.max(...own.map((set) => toNumber(set.version ?? 0)));
  if (version === undefined || !(version >= 1)) throw opsetUnsupported(version);
  return version;
}

const isOnnxDomain = (domain: string) => domain === '' || domain === 'ai.onnx';

function readNodes(protos: readonly Message<'NodeProto'>[]): readonly SourceNode[] {
  const names = new Set<string>();
  return protos.map((proto, position) => {
    const { domain = '', opType = '' } = proto;
    const outputs = trimmed(proto.output ?? []);
    const wanted = proto.name || outputs.find((value) => value !== '') || `${opType}_${position}`;
    let name = wanted;
    for (let count = 2; names.has(name); count++) name = `${wanted}_${position}_${count}`;
    names.add(name);
    return {
      op: isOnnxDomain(domain) ? opType : `${domain}.${opType}`,
      name,
      inputs: trimmed(proto.input ?? []),
      outputs,
      attributes: attributesOf(proto.attribute ?? []),
    };
  });
}

/** Without absent optional values at the end. */
function trimmed(values: readonly string[]): readonly string[] {
  return values.slice(0, values.findLastIndex((value) => value !== '') + 1);
}

function readInput(
  { name = '', type }: Message<'ValueInfoProto'>,
  note: ((line: string) => void) | undefined,
): SourceInput {
  const tensor = type?.tensorType;
  if (tensor === undefined || tensor === null) throw inputUnsupported(name, 'is no tensor');
  const code = tensor.elemType ?? 0;
  const stated = elementTypeName(code);
  const isWhole = wholeTypes.has(code);
  if (code === INT32) {
    note?.(`input "${name}" of type int32 is taken as float32, exact up to 2^24`);
  } else if (isWhole || realTypes.has(code)) {
    note?.(`input "${name}" of type ${stated} is taken as float32`);
  } else if (code !== ElementType.FLOAT) {
    throw inputUnsupported(name, `has elements of type ${stated}`);
  }
  if (tensor.shape === undefined || tensor.shape === null) {
    throw inputUnsupported(name, 'has no shape');
  }
  const shape = (tensor.shape.dim ?? []).map(({ dimValue, dimParam }, axis): SourceDimension => {
    const size = toNumber(dimValue ?? 0);
    if (size > 0) return size;
    if (dimParam || dimValue === undefined || dimValue === null) return dimParam ?? '';
    if (axis > 0) return size;
    // Some tools write -1 or 0 for a free size.
    note?.(`input "${name}" states a batch of ${size}, which is taken as free`);
    return '';
  });
  const elements = shape.reduce<number>((all, dim) => all * (typeof dim === 'number' ? dim : 1), 1);
  if (elements > 2 ** 40 || shape.length > MOST_DIMENSIONS) {
    throw inputUnsupported(name, `has the shape [${shape.slice(0, MOST_DIMENSIONS)}]`);
  }
  return { name, shape, whole: isWhole ? stated : undefined };
}
