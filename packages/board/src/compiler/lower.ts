import { inferShapes } from '@picojoule/graph';
import type { Graph, Node, NodeOf, Pair } from '@picojoule/spec';
import { notForBoard } from '../errors.ts';
import { type Geometry, wordsOf } from './geometry.ts';

/** A feature map of one image on the board. */
export interface BoardValue {
  readonly name: string;
  readonly size: Pair;
  readonly channels: number;
  readonly blocks: number;
}

/** Words of one plane of a value. */
export const wordsOfValue = ({ size, blocks }: BoardValue): number => wordsOf(size, blocks);

/** A convolution or fully connected layer, with the addition that its results pass. */
export interface LayerStep {
  readonly kind: 'layer';
  readonly node: NodeOf<'Conv'> | NodeOf<'Gemm'>;
  readonly input: BoardValue;
  readonly weight: string;
  readonly bias?: string;
  readonly geometry: Geometry;
  /** What is added, as the merging `Add` says. */
  readonly residual?: BoardValue;
  readonly result: BoardValue;
}

export interface AverageStep {
  readonly kind: 'average';
  readonly node: NodeOf<'GlobalAveragePool'>;
  readonly input: BoardValue;
  readonly result: BoardValue;
}

export type Step = LayerStep | AverageStep;

/** How a result of a step is stored: as it is, and after ReLU. */
export interface StoredForm {
  readonly value: BoardValue;
  readonly relu: boolean;
}

/** A network as the board executes it. */
export interface Lowered {
  readonly input: BoardValue;
  readonly steps: readonly Step[];
  /** Results by name of the step's result: the forms that something reads. */
  readonly forms: ReadonlyMap<string, readonly StoredForm[]>;
  /** The value of the graph's output: a result, read as sums of 32 bits. */
  readonly output: BoardValue;
  /** The board's value of a graph's value that stands for another one. */
  resolve(name: string): string;
  /** A value's shape in the graph, without the batch. */
  shapeOf(name: string): readonly number[];
}

export interface LowerOptions {
  readonly lanes: number;
  /** Blocks whose branch is left out. */
  readonly skipped?: ReadonlySet<string>;
  /** Values that must be stored though nothing on the board reads them. */
  readonly taps?: readonly string[];
}

export const boardOperators = [
  'Conv',
  'Relu',
  'Add',
  'GlobalAveragePool',
  'Flatten',
  'Gemm',
] as const;

/**
 * Lowers a graph of convolutions without groups, ReLU, residual additions, global average and fully
 * connected layers. An addition rides on the convolution that is done last; ReLU rides on what it follows.
 *
 * @throws PicojouleError `BOARD_GRAPH` for what the board's passes cannot do, with the node.
 */
export function lower(graph: Graph, options: LowerOptions): Lowered {
  return new Lowering(graph, options).run();
}

class Lowering {
  readonly #graph: Graph;
  readonly #options: LowerOptions;
  readonly #shapes: ReturnType<typeof inferShapes>;
  readonly #nodes: readonly Node[];
  readonly #same = new Map<string, string>();
  readonly #steps: Step[] = [];
  /** Values with nothing below zero. */
  readonly #positive = new Set<string>();
  readonly #relus = new Map<string, string>();

  constructor(graph: Graph, options: LowerOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#shapes = inferShapes(graph, 1);
    const blocks = graph.blocks.filter(({ name }) => options.skipped?.has(name));
    const left = new Set(blocks.flatMap(({ branch }) => branch));
    const merges = new Map(blocks.map(({ merge, branch }) => [merge, new Set(branch)]));
    this.#nodes = graph.nodes.filter((node) => {
      const branch = merges.get(node.name);
      if (branch !== undefined) this.#same.set(node.outputs[0]!, this.#shortcut(node, branch));
      return branch === undefined && !left.has(node.name);
    });
  }

  /** The operand of a merge that the branch does not make. */
  #shortcut(merge: Node, branch: ReadonlySet<string>): string {
    const made = new Set(
      this.#graph.nodes.filter(({ name }) => branch.has(name)).flatMap(({ outputs }) => outputs),
    );
    return merge.inputs.find((name) => !made.has(name))!;
  }

  run(): Lowered {
    const { inputs, outputs } = this.#graph;
    const input = this.#value(inputs[0]!.name);
    for (const node of this.#nodes) this.#lower(node);
    const output = this.#value(outputs[0]!);
    if (!this.#steps.some(({ result }) => result.name === output.name)) {
      const node = this.#graph.nodes.at(-1)!;
      throw notForBoard(node, 'the output of a network is a layer');
    }
    return {
      input,
      steps: this.#steps,
      forms: this.#forms(),
      output,
      resolve: (name) => this.#resolve(name),
      shapeOf: (name) => this.#shapes[name]!.slice(1),
    };
  }

  #resolve(name: string): string {
    const other = this.#same.get(name);
    return other === undefined ? name : this.#resolve(other);
  }

  #value(name: string): BoardValue {
    const resolved = this.#resolve(name);
    const [, channels = 1, height = 1, width = 1] = this.#shapes[resolved]!;
    const blocks = Math.ceil(channels / this.#options.lanes);
    return { name: resolved, size: [height, width], channels, blocks };
  }

  #readers(name: string): Node[] {
    return this.#nodes.filter(({ inputs }) => inputs.includes(name));
  }

  #lower(node: Node): void {
    const [x = '', other = ''] = node.inputs;
    const output = node.outputs[0]!;
    switch (node.op) {
      case 'Conv':
        this.#layer(node, this.#convGeometry(node));
        return;
      case 'Gemm':
        this.#layer(node, this.#gemmGeometry(node));
        return;
      case 'Flatten': {
        const [height, width] = this.#value(x).size;
        if (height * width !== 1) throw notForBoard(node, 'what is flattened has one pixel');
        this.#same.set(output, x);
        return;
      }
      case 'Relu': {
        const value = this.#value(x);
        if (this.#positive.has(value.name)) {
          this.#same.set(output, x);
          return;
        }
        if (!this.#steps.some(({ result }) => result.name === value.name)) {
          throw notForBoard(node, 'ReLU follows a layer or an addition');
        }
        this.#positive.add(output);
        this.#relus.set(output, value.name);
        return;
      }
      case 'GlobalAveragePool': {
        const input = this.#value(x);
        this.#steps.push({ kind: 'average', node, input, result: this.#value(output) });
        if (this.#positive.has(input.name)) this.#positive.add(output);
        return;
      }
      case 'Add':
        this.#merge(node, x, other);
        return;
      default:
        throw notForBoard(node, `the board has ${boardOperators.join(', ')}`);
    }
  }

  #layer(node: LayerStep['node'], geometry: Geometry): void {
    const [x, weight, bias = ''] = node.inputs as readonly [string, string, string?];
    const given = [weight, bias].filter((name) => name !== '');
    if (!given.every((name) => Object.hasOwn(this.#graph.parameters, name))) {
      throw notForBoard(node, 'weights and biases are parameters');
    }
    this.#steps.push({
      kind: 'layer',
      node,
      input: this.#value(x),
      weight,
      ...(bias === '' ? {} : { bias }),
      geometry,
      result: this.#value(node.outputs[0]!),
    });
  }

  /** Lets the last step make the sum, instead of its own result. */
  #merge(node: Node, ...operands: readonly [string, string]): void {
    const rides = ({ result }: Step, name: string) =>
      result.name === this.#resolve(name) && this.#readers(name).length === 1;
    const at = this.#steps.findLastIndex(
      (step) =>
        step.kind === 'layer' &&
        step.residual === undefined &&
        step.bias === undefined &&
        operands.some((name) => rides(step, name)),
    );
    const step = this.#steps[at];
    const own = operands.find((name) => step !== undefined && rides(step, name));
    if (step?.kind !== 'layer' || own === undefined || this.#options.taps?.includes(own) === true) {
      throw notForBoard(
        node,
        'an addition takes a convolution without bias that nothing else reads',
      );
    }
    const residual = this.#value(operands.find((name) => name !== own) ?? own);
    const later = this.#steps.slice(at).some(({ result }) => result.name === residual.name);
    const shape = (name: string) => `${this.#shapes[name]}`;
    if (later || shape(operands[0]) !== shape(operands[1])) {
      throw notForBoard(node, 'an addition takes two of one shape, the convolution last');
    }
    this.#steps[at] = { ...step, residual, result: this.#value(node.outputs[0]!) };
  }

  #convGeometry(node: NodeOf<'Conv'>): Geometry {
    const { strides, pads, dilations, group } = node.attributes;
    if (group !== 1) throw notForBoard(node, 'convolutions have one group');
    const [input, output] = [this.#value(node.inputs[0]!), this.#value(node.outputs[0]!)];
    const [, , rows, columns] = this.#shapes[node.inputs[1]!]!;
    return {
      inputBlocks: input.blocks,
      outputBlocks: output.blocks,
      input: input.size,
      kernel: [rows!, columns!],
      output: output.size,
      strides,
      pads: [pads[0], pads[1]],
      dilations,
    };
  }

  #gemmGeometry(node: NodeOf<'Gemm'>): Geometry {
    const { alpha, beta, transA, transB } = node.attributes;
    const plain = alpha === 1 && beta === 1 && !transA && transB;
    if (!plain) throw notForBoard(node, 'a Gemm is x times the transposed weight, plus bias');
    const [input, output] = [this.#value(node.inputs[0]!), this.#value(node.outputs[0]!)];
    const one = [1, 1] as const;
    return {
      inputBlocks: input.blocks,
      outputBlocks: output.blocks,
      input: one,
      kernel: one,
      output: one,
      strides: one,
      pads: [0, 0],
      dilations: one,
    };
  }

  #forms(): ReadonlyMap<string, readonly StoredForm[]> {
    const read = new Set(
      [
        ...this.#steps.flatMap((step) => [
          step.input,
          ...(step.kind === 'layer' && step.residual !== undefined ? [step.residual] : []),
        ]),
      ].map(({ name }) => name),
    );
    for (const tap of this.#options.taps ?? []) read.add(this.#resolve(tap));
    return new Map(
      this.#steps.map(({ result }) => {
        const forms: StoredForm[] = read.has(result.name) ? [{ value: result, relu: false }] : [];
        for (const [relu, of] of this.#relus) {
          if (of === result.name && read.has(relu)) {
            forms.push({ value: this.#value(relu), relu: true });
          }
        }
        return [result.name, forms];
      }),
    );
  }
}
