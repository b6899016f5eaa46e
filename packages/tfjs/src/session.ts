import { type TrainableParameter, trainableParameters } from '@picojoule/graph';
import {
  type Checkpoint,
  type Graph,
  type OptimizerOptions,
  type RunOptions,
  type RunResult,
  type Session,
  type SessionOptions,
  type StepResult,
  sizeOf,
  type Tensor,
  type Tensors,
  type TrainStep,
} from '@picojoule/spec';
import {
  closed,
  diverged,
  hiddenByGate,
  noBackward,
  notTrainable,
  unknownTensor,
  wrongInputs,
  wrongLabels,
  wrongShape,
  wrongType,
} from './errors.ts';
import type { Kernels } from './kernels/kernels.ts';
import { rectified } from './operators/rectified.ts';
import { Execution, type ExecutionOptions } from './runtime/execution.ts';
import { fuseGates } from './runtime/fuse-gates.ts';
import { fuseRectifiers } from './runtime/fuse-rectifiers.ts';
import { drawGates, roundGates } from './runtime/gates.ts';
import { joinForward } from './runtime/join-forward.ts';
import { softmaxCrossEntropy } from './runtime/loss.ts';
import { Parameters } from './runtime/parameters.ts';
import { compile, type Plan } from './runtime/plan.ts';
import { emulatedBitsOf, precisionOf } from './runtime/precision.ts';
import { blocksOf, gateCostOf, predictionsOf, updatesOf } from './runtime/step-plan.ts';
import { Value } from './runtime/value.ts';

/** A graph on a backend. Every call does its work at once and answers in order. */
export class TfjsSession implements Session {
  readonly #k: Kernels;
  readonly #graph: Graph;
  readonly #parameters: Parameters;
  readonly #optimizer: OptimizerOptions | undefined;
  readonly #learned: readonly TrainableParameter[];
  readonly #plans = new Map<string, Plan>();
  readonly #seed: number;
  #closed = false;

  constructor(kernels: Kernels, graph: Graph, options: SessionOptions) {
    this.#k = kernels;
    this.#graph = graph;
    this.#optimizer = options.optimizer;
    this.#seed = options.seed;
    this.#learned = trainableParameters(graph);
    this.#parameters = new Parameters(kernels, graph);
  }

  #open(): void {
    if (this.#closed) throw closed();
  }

  /** @param narrow Whether layers run in emulated widths, which gates as programs on rows do not. */
  #plan(learned: readonly TrainableParameter[], narrow = false): Plan {
    const names = learned.map(({ name }) => name);
    const key = [narrow, ...names].join('\n');
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      const whole = { graph: this.#graph, rules: new Map() };
      const isFused = this.#k.fused !== undefined;
      const joined = isFused ? fuseRectifiers(whole, new Set(), rectified) : whole;
      plan = compile(isFused && !narrow ? fuseGates(joined) : joined, new Set(names));
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #forwardPlan(observed: readonly string[]): Plan {
    if (this.#k.convBias === undefined) return this.#plan([]);
    const key = `forward\n${observed.join('\n')}`;
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = compile(joinForward(this.#k, this.#graph, new Set(observed)), new Set());
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #upload(inputs: Tensors): { readonly values: Map<string, Value>; readonly images: number } {
    const expected = this.#graph.inputs.map(({ name }) => name);
    const given = Object.keys(inputs);
    if (
      given.length !== expected.length ||
      !expected.every((name) => Object.hasOwn(inputs, name))
    ) {
      throw wrongInputs(expected, given);
    }
    let images: number | undefined;
    for (const { name, shape, type } of this.#graph.inputs) {
      const tensor = inputs[name]!;
      if (tensor.type !== type) throw wrongType(name, type, tensor.type);
      const fits =
        tensor.shape.length === shape.length &&
        sizeOf(tensor.shape) === tensor.values.length &&
        shape.every((size, axis) => {
          if (size !== 'batch') return size === tensor.shape[axis];
          images ??= tensor.shape[axis]!;
          return images === tensor.shape[axis] && images > 0;
        });
      if (!fits) throw wrongShape(name, shape, tensor.shape);
    }
    const k = this.#k;
    const values = new Map<string, Value>();
    for (const name of expected) {
      const { shape, values: numbers } = inputs[name]!;
      values.set(name, new Value(k, k.upload(numbers as Float32Array, shape), 'logical'));
    }
    const first = inputs[expected[0]!];
    return { values, images: images ?? first?.shape[0] ?? 1 };
  }

  async run(inputs: Tensors, options: RunOptions = {}): Promise<RunResult> {
    this.#open();
    const k = this.#k;
    const { taps = [], densities = [] } = options;
    const tensors: Record<string, Tensor> = Object.create(null);
    const shares: Record<string, number> = Object.create(null);
    const wanted = new Set([...this.#graph.outputs, ...taps]);
    this.#checkNames([...taps, ...densities]);
    const uploaded = this.#upload(inputs);
    const execution = new Execution({
      k,
      plan: this.#forwardPlan([...taps, ...densities]),
      parameters: this.#parameters.values,
      images: uploaded.images,
      training: false,
      step: 0,
      decide: roundGates,
      onValue: (name, value) => {
        if (wanted.has(name)) tensors[name] = download(k, value);
        if (densities.includes(name)) shares[name] = density(k, value);
      },
    });
    try {
      k.scope(() => execution.forward(uploaded.values));
      return { tensors, densities: shares, ledger: execution.rows };
    } finally {
      execution.free();
    }
  }

  #checkNames(names: readonly string[]): void {
    const values = new Set([
      ...this.#graph.inputs.map(({ name }) => name),
      ...this.#graph.nodes.flatMap(({ outputs }) => outputs),
    ]);
    for (const name of names) if (!values.has(name)) throw unknownTensor(name, 'value');
    for (const { name: block, branch } of this.#graph.blocks.filter(({ gate }) => gate)) {
      const inside = this.#graph.nodes.filter(({ name }) => branch.includes(name));
      const hidden = inside.flatMap(({ outputs }) => outputs).find((name) => names.includes(name));
      if (hidden !== undefined) throw hiddenByGate(hidden, block);
    }
  }

  async train({ inputs, labels, learningRate, plan, step }: TrainStep): Promise<StepResult> {
    this.#open();
    const optimizer = this.#optimizer;
    if (optimizer === undefined) throw notTrainable();
    const k = this.#k;
    const updates = updatesOf(this.#graph, plan);
    const learned = this.#learned.filter(({ node }) => updates.get(node) !== 'frozen');
    const uploaded = this.#upload(inputs);
    const { images } = uploaded;
    const free = () => {
      for (const value of uploaded.values.values()) value.free();
    };
    let work: Required<Pick<ExecutionOptions, 'blocks' | 'precision' | 'predictions' | 'gateCost'>>;
    try {
      const emulated = emulatedBitsOf(k);
      work = {
        blocks: blocksOf(this.#graph, plan, images),
        precision: precisionOf(this.#graph, plan, emulated),
        predictions: predictionsOf(this.#graph, plan, emulated),
        gateCost: gateCostOf(this.#graph, plan),
      };
    } catch (error) {
      free();
      throw error;
    }
    const execution = new Execution({
      k,
      plan: this.#plan(learned, work.precision.size + work.predictions.size > 0),
      parameters: this.#parameters.values,
      images,
      training: true,
      step,
      decide: drawGates(this.#seed, step),
      ...work,
    });
    try {
      return k.scope(() => {
        const [output] = execution.forward(uploaded.values) as readonly [Value];
        checkLabels(labels, images, output.shape);
        const logits = k.download(output.as('logical')) as Float32Array;
        const { loss, correct, gradient } = softmaxCrossEntropy(logits, labels);
        if (!Number.isFinite(loss)) throw diverged(step, loss);
        const toOutput = new Value(k, k.upload(gradient, output.shape), 'logical');
        execution.gradients.add(this.#graph.outputs[0]!, toOutput);
        execution.backward();
        this.#update(execution, learned, updates, optimizer, learningRate);
        const { rows: ledger, signs, gates } = execution;
        return {
          loss,
          correct,
          ledger,
          ...(signs.size === 0 ? {} : { signs: Object.fromEntries(signs) }),
          ...(gates.size === 0 ? {} : { gates: Object.fromEntries(gates) }),
        };
      });
    } finally {
      execution.free();
    }
  }

  /** A parameter that no gradient reached, as in a skipped block, is left as it is. */
  #update(
    execution: Execution,
    learned: readonly TrainableParameter[],
    updates: ReturnType<typeof updatesOf>,
    { momentum, weightDecay, nesterov = false }: OptimizerOptions,
    learningRate: number,
  ): void {
    const k = this.#k;
    const rate = k.upload(Float32Array.of(learningRate), []);
    for (const isWeight of [true, false]) {
      const rule = {
        momentum,
        weightDecay: isWeight ? weightDecay : 0,
        nesterov,
        learningRate: rate,
      };
      const plain = new Map<string, Value>();
      for (const { name, node, role } of learned) {
        const gradient = execution.gradients.get(name);
        if (gradient === undefined || (role === 'weight') !== isWeight) continue;
        if (updates.get(node) === 'sign') this.#parameters.updateBySign(name, gradient, rule);
        else plain.set(name, gradient);
      }
      this.#parameters.update(plain, rule);
    }
    for (const { name } of learned) execution.gradients.free(name);
    for (const [name, handle] of execution.replacements) this.#parameters.replace(name, handle);
  }

  async readTensors(names?: readonly string[]): Promise<Tensors> {
    this.#open();
    return this.#parameters.read(names);
  }

  async writeTensors(
    tensors: Tensors,
    masks?: Readonly<Record<string, Uint8Array>>,
  ): Promise<void> {
    this.#open();
    this.#parameters.write(tensors, masks);
  }

  async checkpoint(): Promise<Checkpoint> {
    this.#open();
    return { parameters: this.#parameters.read(), optimizer: this.#parameters.velocities() };
  }

  async restore({ parameters, optimizer }: Checkpoint): Promise<void> {
    this.#open();
    this.#parameters.write(parameters);
    this.#parameters.restoreVelocities(optimizer);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#parameters.free();
  }
}

function checkLabels(labels: Int32Array, images: number, shape: readonly number[]): void {
  if (shape.length !== 2) throw noBackward(shape.join(', '));
  const [rows, classes] = shape as readonly [number, number];
  if (labels.length !== images || rows !== images) {
    throw wrongLabels(`${labels.length} labels were given for ${images} images.`);
  }
  const wrong = labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) {
    throw wrongLabels(`Label ${labels[wrong]} of image ${wrong} is not one of ${classes} classes.`);
  }
}

/** The values in the graph's layout, in memory of their own. */
function download(k: Kernels, value: Value): Tensor {
  const { shape, type } = value;
  const values = k.download(value.as('logical'));
  if (type === 'int64') return { type, shape, values: Float64Array.from(values) };
  return { type, shape, values };
}

/** Share of values that are not zero; counted image by image, where float32 counts exactly. */
function density(k: Kernels, value: Value): number {
  const x = value.handle;
  const hits = k.compare('notEqual', x, k.scalar(0));
  const axes = x.shape.map((_, axis) => axis).slice(1);
  const counts = k.download(axes.length === 0 ? hits : k.reduce('sum', hits, axes, false));
  let sum = 0;
  for (const count of counts) sum += count;
  return sum / sizeOf(x.shape);
}
