import type {
  Graph,
  LedgerRow,
  Node,
  NodeOf,
  OperatorName,
  Pass,
  Precision,
  StepPlan,
} from '@picojoule/spec';
import type { Products } from './convolution.ts';
import { bitsOf, precisionOf, rounded } from './fixed-point.ts';
import { type ReferenceOperator, referenceOperator, type Value } from './operators.ts';

/** Images of the batch that a value holds; all of them when undefined. */
type Images = readonly number[] | undefined;
interface Held extends Value {
  readonly images: Images;
}

interface Entry {
  readonly node: Node;
  readonly operator: ReferenceOperator;
  readonly precision: Precision;
  /** As the operator took them: gathered or scattered to its images, and rounded. */
  readonly inputs: readonly Value[];
  readonly output: Held;
  readonly count: Products;
  /** For each input, whether a learned parameter is, or lies behind it. */
  readonly learns: readonly boolean[];
}

/** One forward pass, kept for its gradient. */
export interface Tape {
  readonly values: ReadonlyMap<string, Value>;
  readonly entries: readonly Entry[];
  readonly batch: number;
}

type Blocks = Readonly<Record<string, readonly number[]>>;

/** Runs the graph for all images, its blocks for those that the plan names, in the plan's widths. */
export function forward(
  graph: Graph,
  parameters: ReadonlyMap<string, Value>,
  inputs: ReadonlyMap<string, Value>,
  plan: StepPlan = {},
): Tape {
  const { blocks = {} } = plan;
  const batch = inputs.get(graph.inputs[0]!.name)!.shape[0]!;
  const values = new Map<string, Held>();
  for (const [name, value] of inputs) values.set(name, { ...value, images: undefined });
  const entries: Entry[] = [];
  const learning = new Set(parameters.keys());
  for (const node of graph.nodes) {
    const named = node.inputs.filter((name) => name !== '');
    const learns = named.map((name) => learning.has(name));
    if (learns.includes(true)) for (const name of node.outputs) learning.add(name);
    const images = imagesOf(graph, node, blocks);
    if (images?.length === 0) continue;
    const operator = referenceOperator(node)!;
    const rowSize = firstRowSize(node, values);
    const precision = precisionOf(plan, node);
    const taken = named.map((name, at): Value => {
      const parameter = parameters.get(name);
      const value = parameter ?? move(values.get(name), images, batch, rowSize);
      if (at > 1) return value;
      const width = parameter === undefined ? precision.activation : precision.weight;
      return { shape: value.shape, values: rounded(value.values, width) };
    });
    const shapes = taken.map(({ shape }) => shape);
    const shape = operator.shape(node as NodeOf<OperatorName>, shapes);
    const output = { shape, values: new Float64Array(sizeOf(shape)), images };
    const count = { executed: 0, effectual: 0 };
    operator.forward(node as NodeOf<OperatorName>, taken, output.values, count);
    values.set(node.outputs[0]!, output);
    entries.push({ node, operator, precision, inputs: taken, output, count, learns });
  }
  return { values, entries, batch };
}

/** Gradients of all parameters, from that of the graph's output. */
export function backward(
  tape: Tape,
  parameters: ReadonlyMap<string, Value>,
  output: string,
  outputGradient: Float64Array,
): Map<string, Float64Array> {
  const held = tape.values as ReadonlyMap<string, Held>;
  const gradients = new Map([[output, outputGradient]]);
  for (const entry of tape.entries.toReversed()) {
    const { node, operator, precision, inputs, output: result, learns } = entry;
    const exact = gradients.get(node.outputs[0]!);
    if (exact === undefined) continue;
    const incoming = rounded(exact, precision.gradient);
    const found = inputs.map(({ values }, i) =>
      learns[i] === true ? new Float64Array(values.length) : undefined,
    );
    operator.backward(node as NodeOf<OperatorName>, inputs, incoming, found);
    node.inputs
      .filter((name) => name !== '')
      .forEach((name, i) => {
        const source = held.get(name);
        const formed = found[i];
        if (formed === undefined) return;
        let gradient: Float64Array = formed;
        if (!parameters.has(name)) {
          if (source === undefined) return;
          const shown: Held = { ...inputs[i]!, values: gradient, images: result.images };
          gradient = move(shown, source.images, tape.batch, source.shape).values;
        }
        const sum = gradients.get(name) ?? new Float64Array(gradient.length);
        gradient.forEach((value, k) => {
          sum[k]! += value;
        });
        gradients.set(name, sum);
      });
  }
  return new Map([...gradients].filter(([name]) => parameters.has(name)));
}

/**
 * What the kernels of a tape computed; a gradient kernel forms the products of its forward pass.
 * Layers without MACs have the gradient of their input alone.
 */
export function ledgerRows(tape: Tape, step: number, passes: readonly Pass[]): LedgerRow[] {
  return passes.flatMap((pass) =>
    tape.entries.flatMap((entry): LedgerRow[] => {
      const { node, operator, precision, inputs, output, count, learns } = entry;
      const shapes = inputs.map(({ shape }) => shape);
      const dense = operator.macs(shapes, output.shape);
      if (pass === 'input-gradient' && learns[0] !== true) return [];
      if ((pass === 'weight-gradient' || pass === 'update') && dense === 0) return [];
      const bits = bitsOf(pass, precision);
      const row = { step, node: node.name, op: node.op, pass, dtype: 'float32', bits } as const;
      const samples = output.shape[0]!;
      if (pass === 'update') {
        return [{ ...row, samples, macs: { executed: 0, nominal: 0, emulated: 0 } }];
      }
      const macs = { executed: count.executed, nominal: dense, emulated: dense };
      if (pass !== 'forward') return [{ ...row, samples, macs }];
      const density = {
        input: densityOf(inputs[0]!.values),
        weight: dense === 0 ? 1 : densityOf(inputs[1]!.values),
        output: densityOf(output.values),
      };
      return [{ ...row, samples, density, macs: { ...macs, effectual: count.effectual } }];
    }),
  );
}

/** Share of non-zero values; 1 when there are none. */
export function densityOf(values: ArrayLike<number>): number {
  let nonZero = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) nonZero++;
  return values.length === 0 ? 1 : nonZero / values.length;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function imagesOf(graph: Graph, node: Node, blocks: Blocks): Images {
  const block = graph.blocks.find(({ branch }) => branch.includes(node.name));
  return block && Object.hasOwn(blocks, block.name) ? blocks[block.name] : undefined;
}

/** Shape of the first input that was computed: that of a skipped branch's output at its merge. */
const firstRowSize = (node: Node, values: ReadonlyMap<string, Held>) =>
  node.inputs.map((name) => values.get(name)).find((value) => value !== undefined)!.shape;

/** Gathers or scatters (over zeros) a value to other images; a value that was not computed is zero. */
function move(value: Held | undefined, to: Images, batch: number, like: readonly number[]): Value {
  if (value !== undefined && value.images === to) return value;
  const all = Array.from({ length: batch }, (_, image) => image);
  const [from, target] = [value === undefined ? [] : (value.images ?? all), to ?? all];
  const tail = (value?.shape ?? like).slice(1);
  const row = sizeOf(tail);
  const values = new Float64Array(target.length * row);
  target.forEach((image, i) => {
    const source = from.indexOf(image);
    if (source >= 0) values.set(value!.values.subarray(source * row, (source + 1) * row), i * row);
  });
  return { shape: [target.length, ...tail], values };
}
