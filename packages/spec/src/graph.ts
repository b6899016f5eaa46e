import type { FillTensor, Tensor } from './tensor.ts';

/** Attributes of every operator of the graph, under its ONNX name. All other types derive from this map. */
export interface Operators {
  /** x [N,C,H,W], filter [M,C/group,R,S], bias [M]?; `pads` = [top, left, bottom, right]. */
  Conv: ConvAttributes;
  /** x [N,C,H,W], filter [C,M/group,R,S], bias [M]?. */
  ConvTranspose: ConvAttributes & { readonly outputPadding: Pair };
  /** x, scale [C], bias [C], running mean [C], running variance [C]; `momentum` weighs the running value. */
  BatchNormalization: { readonly epsilon: number; readonly momentum: number };
  Relu: NoAttributes;
  LeakyRelu: { readonly alpha: number };
  /** x, slope (broadcast to x). */
  PRelu: NoAttributes;
  Clip: { readonly min: number; readonly max: number };
  Sigmoid: NoAttributes;
  HardSigmoid: { readonly alpha: number; readonly beta: number };
  HardSwish: NoAttributes;
  /** Two operands each, broadcast as NumPy does. */
  Add: NoAttributes;
  Sub: NoAttributes;
  Mul: NoAttributes;
  Div: NoAttributes;
  Concat: { readonly axis: number };
  MaxPool: PoolAttributes;
  AveragePool: PoolAttributes & { readonly countIncludePad: boolean };
  GlobalAveragePool: NoAttributes;
  GlobalMaxPool: NoAttributes;
  /** a, b, c?: `alpha * op(a) op(b) + beta * c`. */
  Gemm: {
    readonly alpha: number;
    readonly beta: number;
    readonly transA: boolean;
    readonly transB: boolean;
  };
  MatMul: NoAttributes;
  Flatten: { readonly axis: number };
  /** `shape` may hold one -1; dimension 0 is -1 where it is the batch. */
  Reshape: { readonly shape: readonly number[] };
  Squeeze: { readonly axes: readonly number[] };
  Unsqueeze: { readonly axes: readonly number[] };
  Slice: {
    readonly axes: readonly number[];
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly steps: readonly number[];
  };
  /** `pads` holds the begins of all axes, then their ends; negative pads crop. */
  Pad: {
    readonly pads: readonly number[];
    readonly mode: 'constant' | 'reflect' | 'edge';
    readonly value: number;
  };
  Transpose: { readonly perm: readonly number[] };
  Split: { readonly axis: number; readonly sizes: readonly number[] };
  Resize: {
    readonly mode: 'nearest' | 'linear' | 'cubic';
    /** Scale per axis, as ONNX uses it for coordinates; the output shape is `floor(size * scale)` or `sizes`. */
    readonly scales: readonly number[];
    readonly sizes?: readonly number[];
    readonly coordinates:
      | 'half_pixel'
      | 'pytorch_half_pixel'
      | 'align_corners'
      | 'asymmetric'
      | 'tf_crop_and_resize';
    readonly nearest: 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
    /** Of mode `cubic`: Keys' coefficient; elements beyond the border are left out, or repeat it. */
    readonly cubic?: { readonly coefficient: number; readonly excludeOutside: boolean };
    /** Of `tf_crop_and_resize`: the part of each axis, 0 its first element and 1 its last; the value beyond. */
    readonly crop?: {
      readonly starts: readonly number[];
      readonly ends: readonly number[];
      readonly outside: number;
    };
  };
  ReduceMean: { readonly axes: readonly number[]; readonly keepDims: boolean };
  Softmax: { readonly axis: number };
  LogSoftmax: { readonly axis: number };
  LRN: {
    readonly size: number;
    readonly alpha: number;
    readonly beta: number;
    readonly bias: number;
  };
  Cast: { readonly to: 'float32' | 'int32' | 'int64' | 'bool' };
  Identity: NoAttributes;
}

export type NoAttributes = Readonly<Record<never, never>>;
/** [y, x]. */
export type Pair = readonly [number, number];
/** [top, left, bottom, right]. */
export type Pads = readonly [number, number, number, number];

export interface ConvAttributes {
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  readonly group: number;
}

export interface PoolAttributes {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly pads: Pads;
  readonly dilations: Pair;
  readonly ceilMode: boolean;
}

export type OperatorName = keyof Operators;

/** One operator of the network. Inputs are names of values or parameters; '' is an absent optional input. */
export interface NodeOf<Op extends OperatorName> {
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Operators[Op];
}

/** A union over all operators: testing `node.op` narrows `node.attributes`. */
export type Node = { [Op in OperatorName]: NodeOf<Op> }[OperatorName];

/** A dimension: a size, or the batch, which is chosen when the graph is run or priced. */
export type Dimension = number | 'batch';

export interface GraphInput {
  readonly name: string;
  readonly type: 'float32';
  /** NCHW for images. */
  readonly shape: readonly Dimension[];
}

/**
 * A residual block `output = merge(shortcut(x), branch(x))` that a training step may skip for some
 * images: for these the nodes of `branch` do not run and `merge` passes the shortcut on.
 */
export interface Block {
  readonly name: string;
  /** Names of the nodes that are skipped, in order; their only use outside is by `merge`. */
  readonly branch: readonly string[];
  /** Name of the Add node. */
  readonly merge: string;
  /**
   * Value ['batch', 1], made before the branch: how likely each image executes the block. Decided while
   * the network runs: in training by a draw, else from 1/2 on. Absent: every image executes it.
   */
  readonly gate?: string;
}

/**
 * A network: a plain, immutable value. Nodes stand in execution order, every value is made once, and
 * layouts are those of ONNX (feature maps NCHW, filters MCRS). An edit makes a new graph that shares
 * the tensors it did not change.
 */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
  /** Weights, statistics and constants by name. */
  readonly parameters: Readonly<Record<string, Tensor | FillTensor>>;
  /** For pruned parameters: 1 keeps an element, 0 holds it at zero, also while training. */
  readonly masks: Readonly<Record<string, Uint8Array>>;
  readonly blocks: readonly Block[];
}

/** Values by name, as a session takes and returns them. */
export type Tensors = Readonly<Record<string, Tensor>>;
