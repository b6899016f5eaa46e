import { inferShapes } from '@picojoule/graph';
import {
  type DataType,
  type Dimension,
  type Graph,
  type Node,
  type OperatorName,
  sizeOf,
} from '@picojoule/spec';
import {
  graphMalformed,
  nodeMalformed,
  tooLarge,
  type Unsupported,
  unsupportedOperators,
} from '../errors.ts';
import { foldBudget } from '../fold/budget.ts';
import { foldNode } from '../fold/fold-node.ts';
import { importRules } from '../operators/import-rules.ts';
import type { OnnxNode } from './onnx-node.ts';
import type { Constant, Source, SourceNode } from './source.ts';

/** A graph whose every size is a number. */
export type Lowered = Pick<Graph, 'nodes' | 'parameters'>;

interface Value {
  readonly shape: readonly number[];
  readonly type: DataType;
}

/** Elements of one feature map; sizes beyond are a damaged file. */
const MOST_VALUES = 2 ** 50;

/** Operators that also take indices and flags; all others compute in float32. */
const typeFree: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'Cast',
  'Identity',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Concat',
  'Slice',
  'Split',
]);

class UnsupportedNode extends Error {}

/**
 * Turns the nodes of a file into those of a graph, for inputs of known shapes; folds what is known.
 *
 * @throws PicojouleError `ONNX_UNSUPPORTED` with all operators that have no place in a graph.
 */
export function lower(
  source: Source,
  inputShapes: readonly (readonly number[])[],
  note: (line: string) => void,
): Lowered {
  const values = new Map<string, Value>();
  source.inputs.forEach(({ name }, i) => {
    values.set(name, { shape: inputShapes[i]!, type: 'float32' });
  });
  const constants = new Map<string, Constant>(source.constants);
  const names = new Set(source.names);
  const unknown = new Set<string>();
  const found: Unsupported[] = [];
  const nodes: Node[] = [];
  const parameters = new Map<string, Constant>();
  const budget = foldBudget();

  const lookUp = (name: string, node: SourceNode): Value => {
    const value = constants.get(name) ?? values.get(name);
    if (value === undefined)
      throw nodeMalformed(node.op, node.name, `reads "${name}", which is not made`);
    return value;
  };
  const fresh = (hint: string): string => {
    let name = hint;
    for (let count = 2; names.has(name); count++) name = `${hint}_${count}`;
    names.add(name);
    return name;
  };
  const add = (from: SourceNode, node: Node) => {
    const inputs = node.inputs.map((name) => (name === '' ? undefined : lookUp(name, from)));
    for (const name of node.inputs) {
      const constant = constants.get(name);
      if (constant !== undefined) parameters.set(name, constant);
    }
    const type = inputs[0]?.type ?? 'float32';
    const other = inputs.find((value) => value !== undefined && value.type !== 'float32');
    if (other !== undefined && !typeFree.has(node.op)) {
      throw new UnsupportedNode(`computes with ${other.type} feature maps`);
    }
    shapesOf(node, inputs).forEach((shape, i) => {
      if (!(sizeOf(shape) <= MOST_VALUES)) {
        throw tooLarge(`${from.op} "${from.name}" makes [${shape}] values`, `${MOST_VALUES}`);
      }
      if (shape.includes(0)) throw new UnsupportedNode('makes an empty tensor');
      const output = node.outputs[i]!;
      values.set(output, { shape, type: node.op === 'Cast' ? node.attributes.to : type });
    });
    nodes.push(node);
  };

  const view = (from: SourceNode): OnnxNode => {
    const input = (position: number): string =>
      from.inputs[position] || malformed(`lacks its input number ${position + 1}`);
    const malformed = (problem: string): never => {
      throw nodeMalformed(from.op, from.name, problem);
    };
    const has = (position: number) => (from.inputs[position] ?? '') !== '';
    return {
      ...from,
      opset: source.opset,
      has,
      input,
      shapeOf: (value) => lookUp(value, from).shape,
      shape: (position) => lookUp(input(position), from).shape,
      type: (position) => lookUp(input(position), from).type,
      constant: (position) => (has(position) ? constants.get(from.inputs[position]!) : undefined),
      numbers(position, what) {
        if (!has(position)) return undefined;
        const constant = constants.get(from.inputs[position]!);
        if (constant === undefined) throw new UnsupportedNode(`computes its ${what} while running`);
        return Array.from(budget.valuesOf(constant));
      },
      emit(op, inputs, attributes, { name = from.name, outputs } = {}) {
        const makes = outputs ?? [from.outputs[0] || fresh(`${from.name}/output`)];
        if (outputs === undefined && from.outputs.slice(1).some((value) => value !== '')) {
          const extra = from.outputs
            .slice(1)
            .filter((value) => isRead(value) && !constants.has(value));
          if (extra.length > 0) throw new UnsupportedNode(`makes more than its first output`);
        }
        // The pairing of `op` and `attributes` is checked by this method's own type.
        add(from, { name, op, inputs, outputs: makes, attributes } as Node);
        return makes[0]!;
      },
      fresh,
      parameter(hint, value) {
        const name = fresh(hint);
        constants.set(name, value);
        return name;
      },
      define(output, value) {
        constants.set(output, value);
      },
      note,
      unsupported(reason) {
        throw new UnsupportedNode(reason);
      },
      malformed,
    };
  };
  const readValues = new Set([...source.outputs, ...source.nodes.flatMap((node) => node.inputs)]);
  const isRead = (value: string) => readValues.has(value);

  for (const node of source.nodes) {
    const rule = importRules.get(node.op);
    const isBlind = node.inputs.some((name) => unknown.has(name));
    const report = (reason: string) => {
      found.push({ operator: node.op, node: node.name, reason });
      for (const value of node.outputs) unknown.add(value);
    };
    const before = nodes.length;
    try {
      if (isBlind) {
        for (const value of node.outputs) unknown.add(value);
        if (rule === undefined && !foldNode.knows(node.op)) report('is no operator of a graph');
        continue;
      }
      const known = foldNode(view(node), budget);
      if (known !== undefined) {
        known.forEach((constant, i) => {
          const name = node.outputs[i];
          if (name) constants.set(name, constant);
        });
        continue;
      }
      if (rule === undefined) {
        report(
          foldNode.knows(node.op)
            ? 'runs only on values that are known beforehand'
            : 'is no operator of a graph',
        );
        continue;
      }
      rule(view(node));
    } catch (error) {
      if (!(error instanceof UnsupportedNode)) throw error;
      nodes.length = before;
      report(error.message);
    }
  }
  if (found.length > 0) throw unsupportedOperators(found);
  for (const output of source.outputs) {
    const constant = constants.get(output);
    if (constant !== undefined) parameters.set(output, constant);
    else if (!values.has(output)) throw graphMalformed(`output "${output}" is made by nothing`);
  }
  return { nodes, parameters: Object.fromEntries(parameters) };
}

/** Output shapes of one node: a graph of that node alone. */
function shapesOf(
  node: Node,
  inputs: readonly (Value | undefined)[],
): readonly (readonly number[])[] {
  const alone: Graph = {
    name: '',
    inputs: node.inputs.flatMap((name, i) => {
      const shape: readonly Dimension[] | undefined = inputs[i]?.shape;
      return shape === undefined ? [] : [{ name, type: 'float32', shape }];
    }),
    outputs: node.outputs,
    nodes: [node],
    parameters: {},
    masks: {},
    blocks: [],
  };
  const shapes = inferShapes(alone, 1);
  return node.outputs.map((name) => shapes[name]!);
}
