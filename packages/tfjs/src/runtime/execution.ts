import type {
  GateStatistics,
  LedgerRow,
  OperatorName,
  Pass,
  Precision,
  PredictedSign,
  SignStatistics,
} from '@picojoule/spec';
import type { Handle } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { relu } from '../operators/rectified.ts';
import type { BackwardSite, ForwardSite } from '../operators/rule.ts';
import { backwardBySigns, remainderShare } from './backward-by-signs.ts';
import { type Decide, gateGradient } from './gates.ts';
import { Gradients } from './gradients.ts';
import { layerRows } from './layer-rows.ts';
import { Part } from './part.ts';
import type { Plan, Step } from './plan.ts';
import type { Value } from './value.ts';

export interface ExecutionOptions {
  readonly k: Kernels;
  readonly plan: Plan;
  readonly parameters: ReadonlyMap<string, Value>;
  /** Images of the batch. */
  readonly images: number;
  readonly training: boolean;
  /** Number for the ledger. */
  readonly step: number;
  /** For each block that does not run for the whole batch, the images that execute it, ascending. */
  readonly blocks?: ReadonlyMap<string, Int32Array>;
  /** Emulated widths of the nodes with MACs that have some. */
  readonly precision?: ReadonlyMap<string, Precision>;
  /** The layers whose weight gradients are predicted signs. */
  readonly predictions?: ReadonlyMap<string, PredictedSign>;
  /** Decides the gated blocks. */
  readonly decide: Decide;
  /** Of a gated block's mean probability, added to the loss. */
  readonly gateCost?: Readonly<Record<string, number>>;
  /** Called with each value as it is made, inputs included. */
  readonly onValue?: (name: string, value: Value) => void;
}

/** One forward pass over a plan, and the backward pass that belongs to it. Free it at the end. */
export class Execution {
  readonly rows: LedgerRow[] = [];
  /** Parameters that the forward pass itself replaces: running statistics. */
  readonly replacements = new Map<string, Handle>();
  readonly gradients: Gradients;
  /** Of each layer with predicted signs that got a weight gradient. */
  readonly signs = new Map<string, SignStatistics>();
  readonly gates = new Map<string, GateStatistics>();
  readonly #options: ExecutionOptions;
  readonly #values = new Map<string, Value>();
  readonly #saved = new Map<Step, readonly Handle[]>();
  readonly #parts = new Map<string, Part>();
  /** The parts that have rows of a value. */
  readonly #holders = new Map<string, Part[]>();
  readonly #skipped = new Set<string>();
  readonly #probabilities = new Map<string, Float32Array>();

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.gradients = new Gradients(options.k);
    for (const [block, images] of options.blocks ?? []) this.#run(block, images);
  }

  #run(block: string, images: Int32Array): void {
    this.#parts.delete(block);
    if (images.length === 0) this.#skipped.add(block);
    else this.#parts.set(block, new Part(this.#options.k, images, this.#options.images));
  }

  /** Before the first node of a gated block: the images that run it. */
  #decide({ block }: Step): void {
    const { plan, decide, blocks, images } = this.#options;
    const gate = block === undefined ? undefined : plan.gates.get(block);
    if (block === undefined || gate === undefined || this.#probabilities.has(block)) return;
    const value = this.#read(gate, undefined).as('logical');
    const probabilities = Float32Array.from(this.#options.k.download(value));
    this.#probabilities.set(block, probabilities);
    const planned = blocks?.get(block);
    const chosen = decide(block, probabilities);
    const executed = planned === undefined ? chosen : chosen.filter((i) => planned.includes(i));
    this.#run(block, executed);
    const probability = probabilities.reduce((sum, p) => sum + p, 0) / images;
    this.gates.set(block, { images, executed: executed.length, probability });
  }

  /** The graph's outputs; valid until the execution is freed. */
  forward(inputs: ReadonlyMap<string, Value>): readonly Value[] {
    const { k, plan, onValue } = this.#options;
    for (const [name, value] of inputs) {
      this.#values.set(name, value);
      if (onValue !== undefined) k.scope(() => onValue(name, value));
    }
    for (const step of plan.steps) {
      this.#decide(step);
      if (!this.#isSkipped(step)) k.scope(() => this.#forwardStep(step));
      for (const name of step.deadAfterForward) this.#free(name);
    }
    return plan.graph.outputs.map((name) => this.#read(name, undefined));
  }

  /** From the gradients of the outputs, which the caller has added, to those of the parameters. */
  backward(): void {
    const { k, plan } = this.#options;
    for (const step of plan.steps.toReversed()) {
      if (!this.#isSkipped(step) && step.differentiated) k.scope(() => this.#backwardStep(step));
      for (const handle of this.#saved.get(step) ?? []) k.disown(handle);
      this.#saved.delete(step);
      for (const name of step.deadAfterBackward) this.#free(name);
    }
  }

  free(): void {
    const { k } = this.#options;
    for (const value of this.#values.values()) value.free();
    this.#values.clear();
    for (const part of this.#parts.values()) part.freeAll();
    for (const handles of this.#saved.values()) for (const handle of handles) k.disown(handle);
    this.#saved.clear();
    for (const handle of this.replacements.values()) k.disown(handle);
    this.replacements.clear();
    this.gradients.freeAll();
  }

  #isSkipped(step: Step): boolean {
    return step.block !== undefined && this.#skipped.has(step.block);
  }

  #partOf(step: Step): Part | undefined {
    return step.block === undefined ? undefined : this.#parts.get(step.block);
  }

  #free(name: string): void {
    // Freed values stay in the maps: backward still asks for their shapes and layouts.
    this.#values.get(name)?.free();
    for (const part of this.#holders.get(name) ?? []) part.values.get(name)!.free();
  }

  #hold(name: string, value: Value, part: Part): Value {
    part.values.set(name, value);
    const holders = this.#holders.get(name);
    if (holders === undefined) this.#holders.set(name, [part]);
    else holders.push(part);
    return value;
  }

  #read(name: string, part: Part | undefined): Value {
    const own = part?.values.get(name);
    if (own !== undefined) return own;
    const whole = this.#options.parameters.get(name) ?? this.#values.get(name);
    if (whole === undefined) throw new Error(`"${name}" was read before it was made`);
    if (part === undefined || this.#options.parameters.has(name)) return whole;
    return this.#hold(name, part.gather(whole), part);
  }

  #inputs(step: Step): (Value | undefined)[] {
    const part = this.#partOf(step);
    return step.node.inputs.map((name, at) =>
      name === '' ? undefined : this.#rounded(step, at, this.#read(name, part)),
    );
  }

  /** The operands of a layer with MACs, its first two inputs, in the widths of the plan. */
  #rounded({ node }: Step, at: number, value: Value): Value {
    const precision = this.#options.precision?.get(node.name);
    if (precision === undefined || at > 1) return value;
    const isWeight = this.#options.parameters.has(node.inputs[at]!);
    return value.fixedPoint(isWeight ? precision.weight : precision.activation);
  }

  #forwardStep(step: Step): void {
    const { k, training, onValue } = this.#options;
    const { node, rule } = step;
    const merged = this.#mergeForward(step);
    if (merged !== undefined) {
      this.#values.set(node.outputs[0]!, merged);
      onValue?.(node.outputs[0]!, merged);
      return;
    }
    const inputs = this.#inputs(step);
    const saved: Handle[] = [];
    const before = k.macs;
    const site: ForwardSite<OperatorName> = {
      k,
      node,
      attributes: node.attributes,
      inputs,
      training,
      wantsMeans: step.wantsMeans,
      save: (...handles) => {
        if (step.differentiated) saved.push(...handles.map((handle) => k.own(handle)));
      },
      replace: (parameter, handle) => this.replacements.set(parameter, k.own(handle)),
    };
    const outputs = rule.forward(site);
    if (saved.length > 0) this.#saved.set(step, saved);
    this.#record(step, 'forward', inputs, outputs[0]!, k.macs - before);
    const part = this.#partOf(step);
    node.outputs.forEach((name, i) => {
      if (name === '') {
        outputs[i]!.free();
        return;
      }
      if (part !== undefined) {
        this.#hold(name, outputs[i]!, part);
        part.inside.add(name);
        return;
      }
      this.#values.set(name, outputs[i]!);
      onValue?.(name, outputs[i]!);
    });
  }

  /** The merge of a block that did not run for all images; undefined where it did. */
  #mergeForward({ merges, node, rule, wantsMeans }: Step): Value | undefined {
    const { k } = this.#options;
    if (merges === undefined) return undefined;
    const shortcut = () => this.#read(node.inputs[merges.shortcut]!, undefined);
    if (this.#skipped.has(merges.block)) {
      const value = shortcut();
      const cut = rule.rectifies === true && !merges.isRectified;
      return cut ? relu(k, value) : value.again();
    }
    const part = this.#parts.get(merges.block);
    if (part === undefined) return undefined;
    const branch = this.#read(node.inputs[merges.branch]!, part);
    const rectified = rule.rectifies === true;
    return part.addRows(shortcut(), branch, { rectified, wantsMeans });
  }

  /** The same of the merge's backward part; false where the block ran for all images. */
  #mergeBackward({ merges, node, wanted, rule }: Step): boolean {
    if (merges === undefined) return false;
    const { k } = this.#options;
    const part = this.#parts.get(merges.block);
    const isSkipped = this.#skipped.has(merges.block);
    if (part === undefined && !isSkipped) return false;
    const name = node.outputs[0]!;
    if (!this.gradients.has(name)) return true;
    // Where a rectified shortcut was handed on as it is, its own rectifier cuts the same.
    const isCut = rule.rectifies === true && !(isSkipped && merges.isRectified);
    if (isCut) this.gradients.getThroughRelu(name, this.#values.get(name)!);
    const whole = this.gradients.get(name)!;
    const learned = merges.learnedGate;
    const branch = part?.values.get(node.inputs[merges.branch]!);
    const taken = learned !== undefined && branch && part?.gatherDotted(whole, branch);
    const rows = taken ? taken.rows : part?.gather(whole);
    if (learned !== undefined) {
      const { images, gateCost = {} } = this.#options;
      const toGate = gateGradient(k, {
        probabilities: this.#probabilities.get(merges.block)!,
        cost: (gateCost[merges.block] ?? 0) / images,
        ...(part && taken && { ran: { images: part.images, dots: taken.dots } }),
      });
      this.gradients.add(learned, toGate);
    }
    if (part !== undefined && rows !== undefined && wanted[merges.branch]) {
      part.gradients.add(node.inputs[merges.branch]!, rows);
    } else rows?.free();
    if (wanted[merges.shortcut]) this.gradients.move(name, node.inputs[merges.shortcut]!);
    else this.gradients.free(name);
    return true;
  }

  #backwardStep(step: Step): void {
    const { k } = this.#options;
    const { node, rule, wanted } = step;
    const part = this.#partOf(step);
    const source = part?.gradients ?? this.gradients;
    if (this.#mergeBackward(step)) return;
    const gradients = node.outputs.map((name) =>
      rule.rectifies === true
        ? source.getThroughRelu(name, this.#readForBackward(name, part)!)
        : source.get(name),
    );
    if (gradients.every((gradient) => gradient === undefined)) return;
    if (rule.backward === undefined) return;
    const inputs = node.inputs.map((name, at) => {
      const value = this.#readForBackward(name, part);
      return value?.alive ? this.#rounded(step, at, value) : value;
    });
    const width = this.#options.precision?.get(node.name)?.gradient ?? 32;
    const outputs = node.outputs.map((name) => this.#readForBackward(name, part)!);
    const site: BackwardSite<OperatorName> = {
      k,
      node,
      attributes: node.attributes,
      inputs,
      outputs,
      saved: this.#saved.get(step) ?? [],
      gradients: gradients.map((gradient) => gradient?.fixedPoint(width)),
      wanted,
      pass: (pass, work) => {
        const before = k.macs;
        const result = work();
        this.#record(step, pass, inputs, outputs[0]!, k.macs - before);
        return result;
      },
    };
    const prediction = this.#options.predictions?.get(node.name);
    const found =
      prediction !== undefined && wanted[1]
        ? this.#predicted(step, site, prediction)
        : rule.backward(site);
    found.forEach((gradient, i) => {
      if (gradient === undefined) return;
      if (wanted[i]) this.#contribute(node.inputs[i]!, gradient, part);
      else gradient.free();
    });
    for (const name of node.outputs) source.free(name);
  }

  #predicted(
    step: Step,
    site: BackwardSite<OperatorName>,
    prediction: PredictedSign,
  ): readonly (Value | undefined)[] {
    const found = backwardBySigns(site, step.rule.backward!, prediction);
    const { node } = step;
    this.signs.set(node.name, found.statistics);
    const precision = this.#options.precision?.get(node.name);
    const left = remainderShare(prediction, precision, found.statistics);
    const output = site.outputs[0]!;
    this.#record(step, 'remainder', site.inputs, output, found.remainder, left);
    if (prediction.bounded === true) {
      this.#record(step, 'probe', site.inputs, output, found.probe, 0);
    }
    return found.gradients;
  }

  /** Freed values still tell their shape and layout. */
  #readForBackward(name: string, part: Part | undefined): Value | undefined {
    if (name === '') return undefined;
    return part?.values.get(name) ?? this.#options.parameters.get(name) ?? this.#values.get(name);
  }

  #contribute(name: string, gradient: Value, part: Part | undefined): void {
    if (part === undefined || this.#options.parameters.has(name)) {
      this.gradients.add(name, gradient);
    } else if (part.inside.has(name)) {
      part.gradients.add(name, gradient);
    } else {
      this.gradients.addRows(name, gradient, part);
    }
  }

  /** @param share Of the dense pass, what a machine of the planned widths would do. */
  #record(
    step: Step,
    pass: Pass,
    inputs: readonly (Value | undefined)[],
    output: Value,
    executed: number,
    share = 1,
  ): void {
    const { k, step: number, precision, predictions } = this.#options;
    const { name } = step.node;
    const widths = {
      dtype: k.dtype,
      precision: precision?.get(name),
      prediction: predictions?.get(name),
    };
    const shapes = { inputs: inputs.map((value) => value?.shape ?? []), output: output.shape };
    this.rows.push(...layerRows(step, pass, number, shapes, widths, { executed, share }));
  }
}
