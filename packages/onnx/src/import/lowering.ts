import { inferShapes } from '@picojoule/graph';
import {
  type DataType,
  type Dimension,
  type Graph,
  type Node,
  type OperatorName,
  type Operators,
  sizeOf,
} from '@picojoule/spec';
import { nodeMalformed, tooLarge } from '../errors.ts';
import { type FoldBudget, foldBudget } from '../fold/budget.ts';
import type { Attributes } from '../format/attributes.ts';
import { MOST_DIMENSIONS } from '../format/decode-tensor.ts';
import type { EmitOptions, OnnxNode } from './onnx-node.ts';
import { type OperandType, typeProblem } from './operand-types.ts';
import type { Constant, Source, SourceNode } from './source.ts';

/** What is known of a value: all that a constant is too. */
export interface Value extends OperandType {
  readonly shape: readonly number[];
}

/** A node that has no place in a graph, for a reason that names what it does. */
export class UnsupportedNode extends Error {}

/** Elements of all feature maps together; sizes beyond are a damaged file. */
const MOST_VALUES = 2 ** 50;

/** The graph while it is made: its nodes so far and all that is known of its values. */
export class Lowering {
  readonly source: Source;
  readonly values = new Map<string, Value>();
  readonly constants: Map<string, Constant>;
  readonly nodes: Node[] = [];
  /** Constants that the graph reads. */
  readonly parameters = new Map<string, Constant>();
  readonly budget: FoldBudget;
  readonly note: (line: string) => void;
  readonly #names: Set<string>;
  #made = 0;
  readonly #counts = new Map<string, number>();
  readonly #read: ReadonlySet<string>;

  constructor(
    source: Source,
    inputShapes: readonly (readonly number[])[],
    note: (line: string) => void,
  ) {
    this.source = source;
    this.note = note;
    this.constants = new Map(source.constants);
    this.#names = new Set(source.names);
    this.#read = new Set([...source.outputs, ...source.nodes.flatMap((node) => node.inputs)]);
    source.inputs.forEach(({ name, whole }, i) => {
      this.values.set(name, { shape: inputShapes[i]!, type: 'float32', whole });
    });
    const stored = [...source.constants.values()].filter((constant) => 'values' in constant);
    this.budget = foldBudget(stored.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
  }

  /** A name that nothing has yet. */
  fresh(hint: string): string {
    let name = hint;
    let count = this.#counts.get(hint) ?? 1;
    for (; this.#names.has(name); name = `${hint}_${count}`) count++;
    this.#counts.set(hint, count);
    this.#names.add(name);
    return name;
  }

  lookUp(name: string, reader: SourceNode): Value {
    const value = this.constants.get(name) ?? this.values.get(name);
    if (value !== undefined) return value;
    throw nodeMalformed(reader.op, reader.name, `reads "${name}", which is not made`);
  }

  isRead(value: string): boolean {
    return value !== '' && this.#read.has(value);
  }

  /** Adds a node that stands for (a part of) `from`, and infers the shapes of what it makes. */
  add(from: SourceNode, node: Node): void {
    const inputs = node.inputs.map((name) => (name === '' ? undefined : this.lookUp(name, from)));
    const present = inputs.filter((value) => value !== undefined);
    const problem = typeProblem(node.op, present);
    if (problem !== undefined) throw new UnsupportedNode(problem);
    const shapes = shapesOf(node, inputs);
    for (const shape of shapes) {
      if (shape.length > MOST_DIMENSIONS) {
        throw tooLarge(
          `${from.op} "${from.name}" makes ${shape.length} dimensions`,
          `${MOST_DIMENSIONS}`,
        );
      }
      this.#made += sizeOf(shape);
      if (!(this.#made <= MOST_VALUES)) {
        throw tooLarge(
          `with [${shape}] of ${from.op} "${from.name}" its feature maps have ${this.#made} values`,
          `${MOST_VALUES}`,
        );
      }
      if (shape.includes(0)) throw new UnsupportedNode('makes an empty tensor');
    }
    const type = node.op === 'Cast' ? node.attributes.to : (inputs[0]?.type ?? 'float32');
    const whole = from.op === 'Cast' ? undefined : present.find(({ whole }) => whole)?.whole;
    node.outputs.forEach((output, i) => {
      this.values.set(output, { shape: shapes[i]!, type, whole });
    });
    for (const name of node.inputs) {
      const constant = this.constants.get(name);
      if (constant !== undefined) this.parameters.set(name, constant);
    }
    this.nodes.push(node);
  }
}

/** A node of the file, seen from the graph that is being made. */
export class NodeView implements OnnxNode {
  readonly op: string;
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  readonly #from: SourceNode;
  readonly #lowering: Lowering;

  constructor(from: SourceNode, lowering: Lowering) {
    this.op = from.op;
    this.name = from.name;
    this.opset = lowering.source.opset;
    this.inputs = from.inputs;
    this.outputs = from.outputs;
    this.attributes = from.attributes;
    this.#from = from;
    this.#lowering = lowering;
  }

  has(position: number): boolean {
    return (this.inputs[position] ?? '') !== '';
  }

  input(position: number): string {
    return this.inputs[position] || this.malformed(`lacks its input number ${position + 1}`);
  }

  shape(position: number): readonly number[] {
    return this.#lowering.lookUp(this.input(position), this.#from).shape;
  }

  type(position: number): DataType {
    return this.#lowering.lookUp(this.input(position), this.#from).type;
  }

  constant(position: number): Constant | undefined {
    return this.has(position) ? this.#lowering.constants.get(this.input(position)) : undefined;
  }

  numbers(position: number, what: string): readonly number[] | undefined {
    if (!this.has(position)) return undefined;
    const constant = this.constant(position);
    if (constant === undefined) return this.unsupported(`computes its ${what} while running`);
    return Array.from(this.#lowering.budget.valuesOf(constant));
  }

  emit<Op extends OperatorName>(
    op: Op,
    inputs: readonly string[],
    attributes: Operators[Op],
    { name = this.name, outputs }: EmitOptions = {},
  ): string {
    const makes = outputs ?? [this.outputs[0] || this.fresh(`${this.name}/output`)];
    if (outputs === undefined) {
      const others = this.outputs.slice(1);
      if (
        others.some((value) => this.#lowering.isRead(value) && !this.#lowering.constants.has(value))
      ) {
        this.unsupported('makes more than its first output');
      }
    }
    // The pairing of `op` and `attributes` is checked by this method's own type.
    this.#lowering.add(this.#from, { name, op, inputs, outputs: makes, attributes } as Node);
    return makes[0]!;
  }

  fresh(hint: string): string {
    return this.#lowering.fresh(hint);
  }

  parameter(hint: string, value: Constant): string {
    const name = this.fresh(hint);
    this.#lowering.constants.set(name, value);
    return name;
  }

  define(output: string, value: Constant): void {
    this.#lowering.constants.set(output, value);
  }

  readonly note = (line: string): void => this.#lowering.note(line);

  unsupported(reason: string): never {
    throw new UnsupportedNode(reason);
  }

  malformed(problem: string): never {
    throw nodeMalformed(this.op, this.name, problem);
  }
}

/** Output shapes of one node: those of a graph of that node alone. */
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
