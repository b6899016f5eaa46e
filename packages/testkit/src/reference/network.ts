import {
  type Block,
  createRandom,
  type GateStatistics,
  type Graph,
  type LedgerRow,
  type Node,
  type NodeOf,
  type OperatorName,
  type Pass,
  type Precision,
  type PredictedSign,
  type SignStatistics,
  type StepPlan,
} from '@picojoule/spec';
import type { Products } from './convolution.ts';
import {
  bitsOf,
  mostSignificant,
  mostSignificantUnit,
  precisionOf,
  rounded,
} from './fixed-point.ts';
import { type ReferenceOperator, referenceOperator, type Value } from './operators.ts';
import { boundOf, predictionOf, remainderShare, toSigns } from './predicted-sign.ts';

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
  /** Its first input before it was rounded. */
  readonly exactInput: Value;
  readonly prediction: PredictedSign | undefined;
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
  readonly graph: Graph;
  /** As planned and decided. */
  readonly blocks: Blocks;
  readonly gates: ReadonlyMap<string, GateStatistics>;
}

type Blocks = Readonly<Record<string, readonly number[]>>;

/** Runs the graph for all images, its blocks for those that the plan names, in the plan's widths. */
export function forward(
  graph: Graph,
  parameters: ReadonlyMap<string, Value>,
  inputs: ReadonlyMap<string, Value>,
  plan: StepPlan = {},
  decide: Decide = roundGates,
): Tape {
  const blocks: Record<string, readonly number[]> = { ...plan.blocks };
  const gates = new Map<string, GateStatistics>();
  const batch = inputs.get(graph.inputs[0]!.name)!.shape[0]!;
  const values = new Map<string, Held>();
  for (const [name, value] of inputs) values.set(name, { ...value, images: undefined });
  const entries: Entry[] = [];
  const learning = new Set(parameters.keys());
  for (const node of graph.nodes) {
    const named = node.inputs.filter((name) => name !== '');
    const learns = named.map((name) => learning.has(name));
    if (learns.includes(true)) for (const name of node.outputs) learning.add(name);
    const gated = graph.blocks.find(({ branch, gate }) => gate && branch[0] === node.name);
    if (gated !== undefined) {
      const probabilities = values.get(gated.gate!)!.values;
      const planned = blocks[gated.name];
      const run = decide(gated.name, probabilities).filter((i) => planned?.includes(i) ?? true);
      blocks[gated.name] = run;
      const probability = probabilities.reduce((sum, p) => sum + p, 0) / batch;
      gates.set(gated.name, { images: batch, executed: run.length, probability });
    }
    const images = imagesOf(graph, node, blocks);
    if (images?.length === 0) continue;
    const operator = referenceOperator(node)!;
    const rowSize = firstRowSize(node, values);
    const precision = precisionOf(plan, node);
    const given = named.map(
      (name) => parameters.get(name) ?? move(values.get(name), images, batch, rowSize),
    );
    const taken = given.map((value, at): Value => {
      if (at > 1) return value;
      const width = parameters.has(named[at]!) ? precision.weight : precision.activation;
      return { shape: value.shape, values: rounded(value.values, width) };
    });
    const shapes = taken.map(({ shape }) => shape);
    const shape = operator.shape(node as NodeOf<OperatorName>, shapes);
    const output = { shape, values: new Float64Array(sizeOf(shape)), images };
    const count = { executed: 0, effectual: 0 };
    operator.forward(node as NodeOf<OperatorName>, taken, output.values, count);
    values.set(node.outputs[0]!, output);
    const prediction = predictionOf(plan, node, parameters);
    const exactInput = given[0]!;
    entries.push({
      node,
      operator,
      precision,
      inputs: taken,
      exactInput,
      prediction,
      output,
      count,
      learns,
    });
  }
  return { values, entries, batch, graph, blocks, gates };
}

export interface BackwardResult {
  /** Of all parameters, or their signs where the plan predicts them. */
  readonly gradients: Map<string, Float64Array>;
  readonly signs: ReadonlyMap<string, SignStatistics>;
}

/** From the gradient of the graph's output to those of all parameters. */
export function backward(
  tape: Tape,
  parameters: ReadonlyMap<string, Value>,
  output: string,
  outputGradient: Float64Array,
  gateCost: StepPlan['gateCost'] = {},
): BackwardResult {
  const signs = new Map<string, SignStatistics>();
  const held = tape.values as ReadonlyMap<string, Held>;
  const gradients = new Map([[output, outputGradient]]);
  for (const entry of tape.entries.toReversed()) {
    const { node, operator, precision, prediction, inputs, output: result, learns } = entry;
    const exact = gradients.get(node.outputs[0]!);
    if (exact === undefined) continue;
    const incoming = rounded(exact, precision.gradient);
    const gated = tape.graph.blocks.find(({ merge, gate }) => gate && merge === node.name);
    if (gated !== undefined) {
      const cost = gateCost[gated.name] ?? 0;
      gradients.set(gated.gate!, gateGradient(tape, gated, exact, cost));
    }
    const found = inputs.map(({ values }, i) =>
      learns[i] === true ? new Float64Array(values.length) : undefined,
    );
    operator.backward(node as NodeOf<OperatorName>, inputs, incoming, found);
    if (prediction !== undefined) {
      const top = found.map((gradient, i) =>
        i === 1 ? new Float64Array(gradient!.length) : undefined,
      );
      const { activation, gradient } = precision;
      const { activationBits, gradientBits, beta } = prediction;
      const x = mostSignificant(entry.exactInput.values, activation, activationBits);
      const g = mostSignificant(exact, gradient, gradientBits);
      const operands = inputs.with(0, { shape: inputs[0]!.shape, values: x });
      operator.backward(node as NodeOf<OperatorName>, operands, g, top);
      const whole = { gradient: found[1]!.slice(), top: top[1]!, beta };
      const statistics = toSigns(found[1]!, top[1]!, beta);
      const bound =
        prediction.bounded === true
          ? boundOf({ ...whole, ...errorTerms(entry, prediction, { exact, x }) })
          : undefined;
      signs.set(node.name, bound === undefined ? statistics : { ...statistics, bound });
    }
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
  const learned = [...gradients].filter(([name]) => parameters.has(name));
  return { gradients: new Map(learned), signs };
}

/** What the error of a layer's prediction is made of: squares of operands, units of rounding. */
function errorTerms(
  { node, operator, inputs, exactInput, precision }: Entry,
  { activationBits, gradientBits }: PredictedSign,
  { exact, x }: { readonly exact: Float64Array; readonly x: Float64Array },
) {
  const weightGradient = (input: Float64Array, output: Float64Array) => {
    const sums = inputs.map(({ values }, i) =>
      i === 1 ? new Float64Array(values.length) : undefined,
    );
    const shown = inputs.with(0, { shape: inputs[0]!.shape, values: input });
    operator.backward(node as NodeOf<OperatorName>, shown, output, sums);
    return sums[1]!;
  };
  const square = (values: Float64Array) => values.map((value) => value ** 2);
  const ones = (values: Float64Array) => values.map(() => 1);
  const { activation, gradient } = precision;
  return {
    gradientSquares: weightGradient(ones(x), square(rounded(exact, gradient))),
    activationUnit: mostSignificantUnit(exactInput.values, activation, activationBits),
    activationSquares: weightGradient(square(x), ones(exact)),
    gradientUnit: mostSignificantUnit(exact, gradient, gradientBits),
  };
}

/**
 * What the kernels of a tape computed; a gradient kernel forms the products of its forward pass.
 * Layers without MACs have the gradient of their input alone.
 */
export function ledgerRows(
  tape: Tape,
  step: number,
  passes: readonly Pass[],
  signs: BackwardResult['signs'] = new Map(),
): LedgerRow[] {
  const needed = nodesOfOutputs(tape.graph);
  return passes.flatMap((pass) =>
    tape.entries.flatMap((entry): LedgerRow[] => {
      const { node, operator, precision, prediction, inputs, output, count, learns } = entry;
      const shapes = inputs.map(({ shape }) => shape);
      const dense = operator.macs(shapes, output.shape);
      if (pass === 'input-gradient' && learns[0] !== true) return [];
      if (pass !== 'forward' && pass !== 'input-gradient' && dense === 0) return [];
      const only = { predictor: true, remainder: true, 'weight-gradient': false } as const;
      if (pass === 'probe' && prediction?.bounded !== true) return [];
      if (pass in only && only[pass as keyof typeof only] === (prediction === undefined)) return [];
      const bits = bitsOf(pass, precision, prediction);
      const named = needed.has(node.name) ? pass : 'gate';
      const row = {
        step,
        node: node.name,
        op: node.op,
        pass: named,
        dtype: 'float32',
        bits,
      } as const;
      const samples = output.shape[0]!;
      if (pass === 'update') {
        return [{ ...row, samples, macs: { executed: 0, nominal: 0, emulated: 0 } }];
      }
      if (pass === 'probe') {
        return [
          { ...row, samples, macs: { executed: 2 * count.executed, nominal: dense, emulated: 0 } },
        ];
      }
      const share =
        pass === 'remainder' ? remainderShare(prediction!, precision, signs.get(node.name)!) : 1;
      const macs = { executed: count.executed, nominal: dense, emulated: dense * share };
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

/** By image: the product of the merge's gradient and the branch, over its probability, where it ran. */
function gateGradient(tape: Tape, block: Block, merged: Float64Array, cost: number): Float64Array {
  const probabilities = tape.values.get(block.gate!)!.values;
  const made = tape.graph.nodes.filter(({ name }) => block.branch.includes(name));
  const branch = tape.values.get(made.at(-1)!.outputs[0]!)?.values;
  const size = merged.length / tape.batch;
  return probabilities.map((p, image) => {
    const row = tape.blocks[block.name]!.indexOf(image);
    let sum = 0;
    for (let i = 0; row >= 0 && i < size; i++) {
      sum += merged[image * size + i]! * branch![row * size + i]!;
    }
    return sum / p + cost / tape.batch;
  });
}

/** Nodes that the outputs depend on through what is computed; the others serve gates. */
function nodesOfOutputs(graph: Graph): ReadonlySet<string> {
  const values = new Set(graph.outputs);
  const nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    const needed = outputs.some((value) => values.has(value));
    if (needed) for (const value of inputs) values.add(value);
    return needed;
  });
  return new Set(nodes.map(({ name }) => name));
}

/** Share of non-zero values; 1 when there are none. */
export function densityOf(values: ArrayLike<number>): number {
  let nonZero = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) nonZero++;
  return values.length === 0 ? 1 : nonZero / values.length;
}

/** Which images run a gated block, from how likely each is to. */
export type Decide = (block: string, probabilities: Float64Array) => readonly number[];

const imagesWhere = (probabilities: Float64Array, runs: (p: number) => boolean) =>
  [...probabilities].flatMap((p, image) => (runs(p) ? [image] : []));

/** As a session's `run` decides. */
export const roundGates: Decide = (_, probabilities) => imagesWhere(probabilities, (p) => p >= 0.5);

/** As its training draws. */
export const drawGates =
  (seed: number, step: number): Decide =>
  (block, probabilities) => {
    const random = createRandom(seed, `gate/${block}/${step}`);
    return imagesWhere(probabilities, (p) => random.next() < p);
  };

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
