import { notForBoard } from '../errors.ts';
import { encodeRequantise } from '../golden/machine/instructions.ts';
import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { MachineShape } from '../golden/machine/machine-shape.ts';
import { type Band, type BandedPass, bandedPass, inBands, rowsOf, wordsOfSums } from './bands.ts';
import { averageOf } from './forward-operations.ts';
import type { Epilogue, ResultPlace, WidePlace } from './geometry.ts';
import { inputGradientPass } from './input-gradient-pass.ts';
import { type BoardValue, type LayerStep, type Lowered, type Step, wordsOfValue } from './lower.ts';
import { type Label, type Operation, type Places, tensorName } from './operation.ts';
import { averageGradientPass, biasGradientPass, unitConstant } from './pooling-pass.ts';
import { weightGradientPass } from './weight-gradient-pass.ts';

const {
  value: valueName,
  gradient: gradientName,
  results,
  master,
  accumulators,
  constant,
} = tensorName;

export interface BackwardOptions {
  /** Nodes whose parameters stay as they are. */
  readonly frozen: ReadonlySet<string>;
  /** Nodes whose weight gradients are predicted, where that can spare a tile; their thresholds are put in later. */
  readonly predicted?: ReadonlySet<string>;
  /** Words that sums may take at a time. */
  readonly room?: ((sums: string) => number) | undefined;
}

/**
 * The operations of the backward pass, from the gradient of the output's sums on, which the host puts
 * into `gradient <output>`. What no learned parameter is above gets no gradient.
 */
export function backwardOperations(
  shape: MachineShape,
  lowered: Lowered,
  options: BackwardOptions,
): Operation[] {
  return new Backward(shape, lowered, options).operations;
}

/** Gradient of a value as far as it is known. */
interface Partial {
  readonly tensor: string;
  /** Readers whose part is in it. */
  readonly parts: number;
}

class Backward {
  readonly operations: Operation[] = [];
  readonly #shape: MachineShape;
  readonly #lowered: Lowered;
  readonly #options: BackwardOptions;
  readonly #wanted: ReadonlySet<string>;
  readonly #partials = new Map<string, Partial>();
  /** Tensors of the gradients of results. */
  readonly #complete = new Map<string, string>();
  #made = 0;

  constructor(shape: MachineShape, lowered: Lowered, options: BackwardOptions) {
    this.#shape = shape;
    this.#lowered = lowered;
    this.#options = options;
    this.#wanted = this.#learnedAbove();
    const { output, steps } = lowered;
    this.#complete.set(output.name, gradientName(output.name));
    for (const step of steps.toReversed()) {
      const gradient = this.#complete.get(step.result.name);
      if (gradient !== undefined && this.#wanted.has(step.result.name)) {
        this.#step(step, gradient);
      }
    }
  }

  /** Results that a learned parameter has a part in, their own or one above them. */
  #learnedAbove(): ReadonlySet<string> {
    const { steps, forms } = this.#lowered;
    const wanted = new Set<string>();
    for (const step of steps) {
      const learned = step.kind === 'layer' && !this.#options.frozen.has(step.node.name);
      const sources = [step.input, ...(step.kind === 'layer' ? [step.residual] : [])];
      if (!learned && !sources.some((source) => source && wanted.has(source.name))) continue;
      wanted.add(step.result.name);
      for (const { value } of forms.get(step.result.name) ?? []) wanted.add(value.name);
    }
    return wanted;
  }

  #step(step: Step, gradient: string): void {
    if (step.kind === 'layer') {
      if (!this.#options.frozen.has(step.node.name)) this.#weightGradient(step, gradient);
      if (step.residual !== undefined) this.#pass(step, step.residual, gradient);
    }
    if (this.#wanted.has(step.input.name)) this.#inputGradient(step, gradient);
  }

  #readers(name: string): number {
    return this.#lowered.steps.reduce((count, step) => {
      const residual = step.kind === 'layer' && step.residual?.name === name ? 1 : 0;
      return count + residual + (step.input.name === name ? 1 : 0);
    }, 0);
  }

  /** The form whose value this is, and its result. */
  #origin(name: string): { readonly result: string; readonly relu: boolean } | undefined {
    for (const [result, forms] of this.#lowered.forms) {
      const form = forms.find(({ value }) => value.name === name);
      if (form !== undefined) return { result, relu: form.relu };
    }
    return undefined;
  }

  /** A residual's gradient is that of the sum. */
  #pass({ node }: Step, to: BoardValue, gradient: string): void {
    const origin = this.#origin(to.name);
    if (origin === undefined || !this.#wanted.has(to.name)) return;
    const last = this.#readers(to.name) === 1;
    if (this.#partials.has(to.name) || (last && origin.relu)) {
      throw notForBoard(node, 'a value that is added is read once more, by a layer above it');
    }
    if (last) this.#finish(node, origin.result, gradient);
    else this.#partials.set(to.name, { tensor: gradient, parts: 1 });
  }

  #finish(node: Step['node'], result: string, gradient: string): void {
    if (this.#complete.has(result)) {
      throw notForBoard(node, 'the same value is read before and after its ReLU');
    }
    this.#complete.set(result, gradient);
  }

  #weightGradient(step: LayerStep, gradient: string): void {
    const { weight, bias, input, geometry, result } = step;
    const predict = this.#options.predicted?.has(step.node.name) === true && this.#decidable(step);
    const reads = [valueName(input.name), gradient, accumulators(weight)];
    if (bias !== undefined) {
      reads.push(constant(unitConstant.c), accumulators(bias));
    }
    this.operations.push({
      label: labelOf(step, 'weight-gradient'),
      reads,
      writes: [],
      emit: (places) => {
        const rule = { random: true, ...(predict && { threshold: 0 }) };
        const [x, g] = [places.narrow(valueName(input.name)), places.wide(gradient)];
        const weights = weightGradientPass(
          this.#shape,
          geometry,
          x,
          g,
          places.results(accumulators(weight)),
          rule,
        );
        if (bias === undefined) return weights;
        const { c, scale } = unitConstant;
        const one = { ...places.narrow(constant(c)), scale };
        const sums = places.results(accumulators(bias));
        const { size, blocks } = result;
        const biases = biasGradientPass(this.#shape, size, blocks, g, one, sums, { random: true });
        return [...weights, ...biases];
      },
    });
  }

  /** Whether there is a tile with no weight of zeros that fill a block up: such a weight is never decided. */
  #decidable({ input, result }: LayerStep): boolean {
    const { lanes } = this.#shape;
    return input.channels >= lanes && result.channels >= lanes;
  }

  /** This step's part of its input's gradient, added to the parts before; masked when it is the last. */
  #inputGradient(step: Step, gradient: string): void {
    const { input, node } = step;
    const origin = this.#origin(input.name);
    if (origin === undefined) return;
    const before = this.#partials.get(input.name);
    const parts = (before?.parts ?? 0) + 1;
    const last = parts === this.#readers(input.name);
    const made = gradientName(`${input.name} ${this.#made++}`);
    const sums = results(`${made} sums`);
    const [height, width] = input.size;
    const most = this.#options.room?.(sums) ?? Number.POSITIVE_INFINITY;
    const stride = step.kind === 'layer' ? step.geometry.strides[0] : 1;
    const pass = bandedPass(height, width * input.blocks, stride, most);
    const mask = last && origin.relu ? valueName(input.name) : undefined;
    const weights = step.kind === 'layer' ? master(step.weight) : constant(averageOf(input).c);
    const optional = [before?.tensor, mask].filter((name) => name !== undefined);
    this.operations.push({
      label: labelOf(step, 'input-gradient'),
      reads: [gradient, weights, ...optional],
      writes: [
        { name: sums, words: wordsOfSums(pass) },
        {
          name: made,
          words: 2 * wordsOfValue(input),
          // Read pixel by pixel, unless it is the gradient that the kernel goes over.
          ...(before !== undefined && before.tensor !== gradient && { over: before.tensor }),
        },
      ],
      emit: (places) => {
        const epilogue: Epilogue = {
          ...(before && { residual: places.wide(before.tensor) }),
          ...(mask !== undefined && { mask: places.narrow(mask) }),
        };
        const [g, from, to] = [places.wide(gradient), places.results(sums), places.wide(made)];
        const ofBand = this.#sums(step, g, from, places, epilogue, pass);
        return inBands(pass, ofBand, (band) => [
          encodeRequantise({
            wide: true,
            random: true,
            from: from.register,
            to: to.register,
            blocks: band.rows * pass.rowWords,
            source: from.index,
            target: to.base + band.first * pass.rowWords,
            plane: to.plane,
          }),
        ]);
      },
    });
    if (last) this.#finish(node, origin.result, made);
    else this.#partials.set(input.name, { tensor: made, parts });
  }

  /** What makes the sums of a band of an input's gradient. */
  #sums(
    step: Step,
    gradient: WidePlace,
    to: ResultPlace,
    places: Places,
    epilogue: Epilogue,
    pass: BandedPass,
  ): (band: Band) => MacFields[] {
    const shape = this.#shape;
    if (step.kind === 'layer') {
      const weights = places.narrow(master(step.weight));
      const all = inputGradientPass(shape, step.geometry, gradient, weights, to, epilogue);
      return (band) => rowsOf(shape, pass, band, all);
    }
    const { c, scale } = averageOf(step.input);
    const factor = { ...places.narrow(constant(c)), scale };
    const { blocks, size } = step.input;
    return ({ first, rows }) => {
      const moved = movedBy(first * pass.rowWords, epilogue);
      return averageGradientPass(shape, rows * size[1], blocks, gradient, factor, to, moved);
    };
  }
}

const movedBy = (words: number, { residual, mask }: Epilogue): Epilogue => ({
  ...(residual && { residual: { ...residual, base: residual.base + words } }),
  ...(mask && { mask: { ...mask, base: mask.base + words } }),
});

const labelOf = ({ node }: Step, pass: Label['pass']): Label => ({
  node: node.name,
  op: node.op,
  pass,
});
