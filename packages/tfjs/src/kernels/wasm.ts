import type { Pair } from '@picojoule/spec';
import type {
  backend_util,
  DataId,
  DataType,
  KernelBackend,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import { mapAxis, rowsAt } from './axis-map.ts';
import { fixedPointLimit } from './fixed-point-limit.ts';
import { Arena, type ElementType, Handle, type Shape } from './handle.ts';
import {
  convInputGradientByForward,
  depthwiseInputGradientByForward,
} from './input-gradient-by-forward.ts';
import type {
  BatchStatistics,
  Binary,
  Comparison,
  Kernels,
  NormParameters,
  Reduction,
  Unary,
  Values,
  Window,
} from './kernels.ts';
import { maxPoolGradientByTaps } from './pool-taps.ts';
import {
  convFilterGradientByForward,
  depthwiseFilterGradientByForward,
} from './wasm-filter-gradient.ts';

/** The part of the wasm backend that is used here. */
export interface WasmBackend extends KernelBackend {
  write(values: backend_util.BackendValues, shape: number[], dtype: DataType): DataId;
  readSync(dataId: DataId): backend_util.BackendValues;
  disposeData(dataId: DataId): boolean;
  numDataIds(): number;
}

/** Runs one kernel of the wasm backend by its name. */
export type RunKernel = (
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>>,
) => TensorInfo;

const unaries: Record<Unary, string> = {
  relu: 'Relu',
  abs: 'Abs',
  sign: 'Sign',
  sigmoid: 'Sigmoid',
  exp: 'Exp',
  log: 'Log',
  neg: 'Neg',
  square: 'Square',
};
const binaries: Record<Binary, string> = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Multiply',
  div: 'RealDiv',
  maximum: 'Maximum',
  minimum: 'Minimum',
  pow: 'Pow',
};
const comparisons: Record<Comparison, string> = {
  greater: 'Greater',
  greaterEqual: 'GreaterEqual',
  lessEqual: 'LessEqual',
  equal: 'Equal',
  notEqual: 'NotEqual',
};
const reductions: Record<Reduction, string> = { sum: 'Sum', mean: 'Mean', max: 'Max' };

const product = (shape: Shape) => shape.reduce((a, b) => a * b, 1);
const info = (handle: Handle) => handle.data as TensorInfo;

/**
 * The kernels of tfjs' WebAssembly backend, called by name without the engine of tfjs-core. It has no
 * kernel for the filter gradient of a convolution and a slow one for the input gradient: both are
 * made of forward kernels here.
 */
export class WasmKernels extends Arena implements Kernels {
  readonly dtype = 'float32';
  macs = 0;
  readonly #backend: WasmBackend;
  readonly #kernel: RunKernel;
  readonly #scalars = new Map<number, Handle>();

  constructor(backend: WasmBackend, kernel: RunKernel) {
    super();
    this.#backend = backend;
    this.#kernel = kernel;
  }

  get count(): number {
    return this.#backend.numDataIds();
  }

  protected free(handle: Handle): void {
    this.#backend.disposeData(info(handle).dataId);
  }

  upload(values: Values, shape: Shape, type: ElementType = 'float32'): Handle {
    const dataId = this.#backend.write(values, [...shape], type as DataType);
    return this.made(new Handle(shape, type, { dataId, shape, dtype: type }));
  }

  download(handle: Handle): Values {
    return this.#backend.readSync(info(handle).dataId) as Values;
  }

  scalar(value: number): Handle {
    let handle = this.#scalars.get(value);
    if (handle === undefined) {
      const dataId = this.#backend.write(Float32Array.of(value), [], 'float32');
      handle = new Handle([], 'float32', { dataId, shape: [], dtype: 'float32' });
      handle.owners = 1;
      this.#scalars.set(value, handle);
    }
    return handle;
  }

  #run(
    name: string,
    inputs: Readonly<Record<string, Handle>>,
    attributes: Readonly<Record<string, unknown>> = {},
  ): Handle {
    const infos = Object.fromEntries(Object.entries(inputs).map(([key, x]) => [key, info(x)]));
    return this.#wrap(this.#kernel(name, infos, attributes));
  }

  #wrap(result: TensorInfo): Handle {
    return this.made(new Handle(result.shape, result.dtype as ElementType, result));
  }

  // --- moving values ----------------------------------------------------------------------------

  reshape(x: Handle, shape: Shape): Handle {
    return this.#run('Reshape', { x }, { shape });
  }

  transpose(x: Handle, perm: readonly number[]): Handle {
    return this.#run('Transpose', { x }, { perm });
  }

  concat(xs: readonly Handle[], axis: number): Handle {
    return this.#wrap(this.#kernel('Concat', xs.map(info) as never, { axis }));
  }

  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle {
    return this.#run('Slice', { x }, { begin, size });
  }

  pad(x: Handle, before: readonly number[], after: readonly number[], value: number): Handle {
    const paddings = before.map((size, axis) => [size, after[axis]!]);
    return this.#run('PadV2', { x }, { paddings, constantValue: value });
  }

  gather(x: Handle, indices: Int32Array, axis: number): Handle {
    const at = this.upload(indices, [indices.length], 'int32');
    return this.#run('GatherV2', { x, indices: at }, { axis, batchDims: 0 });
  }

  addRows(x: Handle, rows: Handle, positions: Int32Array, rectified = false): Handle {
    const y = this.binary('add', x, mapAxis(this, rows, 0, rowsAt(positions, x.shape[0]!)));
    return rectified ? this.unary('relu', y) : y;
  }

  cast(x: Handle, type: ElementType): Handle {
    // The kernel would cut a number down to its lowest byte.
    if (type === 'bool' && x.dtype !== 'bool') {
      return this.#run('NotEqual', {
        a: x,
        b: x.dtype === 'int32' ? this.#zero() : this.scalar(0),
      });
    }
    return this.#run('Cast', { x }, { dtype: type });
  }

  #zero(): Handle {
    return this.upload(new Int32Array(1), [], 'int32');
  }

  // --- element by element -----------------------------------------------------------------------

  unary(kernel: Unary, x: Handle): Handle {
    return this.#run(unaries[kernel], { x });
  }

  binary(kernel: Binary, a: Handle, b: Handle): Handle {
    return this.#run(binaries[kernel], { a, b });
  }

  compare(kernel: Comparison, a: Handle, b: Handle): Handle {
    return this.cast(this.#run(comparisons[kernel], { a, b }), 'float32');
  }

  reduce(kernel: Reduction, x: Handle, axes: readonly number[], keepDims: boolean): Handle {
    // Max calls the attribute by another name.
    const attributes = { axis: axes, reductionIndices: axes, keepDims };
    return this.#run(reductions[kernel], { x }, attributes);
  }

  reluGradient(gradient: Handle, output: Handle): Handle {
    return this.binary('mul', gradient, this.#run('Step', { x: output }, { alpha: 0 }));
  }

  largestMagnitude(x: Handle): number {
    const flat = this.reshape(x, [product(x.shape)]);
    return this.download(this.reduce('max', this.unary('abs', flat), [0], false))[0]!;
  }

  fixedPoint(x: Handle, exponent: number, bits: number): Handle {
    const unit = 2 ** (exponent - bits + 1);
    const largest = fixedPointLimit(exponent, bits);
    const inside = { clipValueMin: -largest, clipValueMax: largest };
    const clipped = this.#run('ClipByValue', { x }, inside);
    const whole = this.#run('Round', { x: this.binary('mul', clipped, this.scalar(1 / unit)) });
    return this.binary('mul', whole, this.scalar(unit));
  }

  // --- matrices ---------------------------------------------------------------------------------

  /** The fast kernel takes a left operand that is not transposed and one plain matrix on the right. */
  matMul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle {
    const rank = a.shape.length;
    const swap = Array.from({ length: rank }, (_, axis) =>
      axis < rank - 2 ? axis : 2 * rank - 3 - axis,
    );
    const stack = a.shape.slice(0, -2).map((size, i) => Math.max(size, b.shape[i]!));
    const left = this.#tiled(transposeA ? this.transpose(a, swap) : a, stack);
    const right = this.#tiled(transposeB ? this.transpose(b, swap) : b, stack);
    const y = this.#run(
      'BatchMatMul',
      { a: left, b: right },
      { transposeA: false, transposeB: false },
    );
    this.macs += product(y.shape) * left.shape.at(-1)!;
    return y;
  }

  /** Repeats matrices to fill a stack: the kernel does not broadcast. */
  #tiled(x: Handle, stack: Shape): Handle {
    const reps = [...stack.map((size, i) => size / x.shape[i]!), 1, 1];
    return reps.every((rep) => rep === 1) ? x : this.#run('Tile', { x }, { reps });
  }

  addBias(x: Handle, bias: Handle): Handle {
    return this.binary('add', x, bias);
  }

  biasGradient(gradient: Handle): Handle {
    return this.#channelSums(gradient);
  }

  /**
   * Mean over all axes but the last, as average pooling over each image and then over the images: 8
   * times faster than the kernel for sums.
   */
  #channelMeans(x: Handle): Handle {
    const channels = x.shape.at(-1)!;
    const rows = product(x.shape) / channels;
    const [n, h, w] = x.shape.length === 4 ? x.shape : [1, rows, 1];
    const images = this.averagePool(this.reshape(x, [n!, h!, w!, channels]), [h!, w!], [1, 1]);
    const stack = this.reshape(images, [1, n!, 1, channels]);
    return this.reshape(this.averagePool(stack, [n!, 1], [1, 1]), [channels]);
  }

  #channelSums(x: Handle): Handle {
    const count = product(x.shape.slice(0, -1));
    return this.binary('mul', this.#channelMeans(x), this.scalar(count));
  }

  /** A binary kernel with one number per channel, repeated for a row of pixels: long inner loops. */
  #perChannel(kernel: Binary, x: Handle, numbers: Handle): Handle {
    const [n, h, w, c] = x.shape as readonly [number, number, number, number];
    const row = w === 1 ? numbers : this.#run('Tile', { x: numbers }, { reps: [w] });
    return this.reshape(this.binary(kernel, this.reshape(x, [n * h, w * c]), row), x.shape);
  }

  // --- convolution ------------------------------------------------------------------------------

  #attributes({ strides, dilations, pads: [top, left, bottom, right] }: Window) {
    const pad = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return { strides, dilations, pad, dataFormat: 'NHWC', dimRoundingMode: undefined };
  }

  conv(x: Handle, filter: Handle, window: Window): Handle {
    const inputs = { x, filter };
    const y = this.#run('Conv2D', inputs, this.#attributes(window));
    this.macs += product(y.shape) * product(filter.shape.slice(0, 3));
    return y;
  }

  convInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle {
    return convInputGradientByForward(this, g, filter, inputShape, window);
  }

  convFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
    return convFilterGradientByForward(this, x, g, filterShape, window);
  }

  hasDepthwise(): boolean {
    return true;
  }

  depthwise(x: Handle, filter: Handle, window: Window): Handle {
    const inputs = { x, filter };
    const y = this.#run('DepthwiseConv2dNative', inputs, this.#attributes(window));
    this.macs += product(y.shape) * product(filter.shape.slice(0, 2));
    return y;
  }

  depthwiseInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle {
    return depthwiseInputGradientByForward(this, g, filter, inputShape, window);
  }

  depthwiseFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
    return depthwiseFilterGradientByForward(this, x, g, filterShape, window);
  }

  // --- batch normalisation ----------------------------------------------------------------------

  #inverseDeviation(variance: Handle, epsilon: number): Handle {
    return this.binary(
      'pow',
      this.binary('add', variance, this.scalar(epsilon)),
      this.scalar(-0.5),
    );
  }

  batchNorm(x: Handle, scale: Handle, bias: Handle, epsilon: number) {
    const mean = this.#channelMeans(x);
    const centred = this.#perChannel('sub', x, mean);
    const variance = this.#channelMeans(this.binary('mul', centred, centred));
    const factor = this.binary('mul', scale, this.#inverseDeviation(variance, epsilon));
    const y = this.#perChannel('add', this.#perChannel('mul', centred, factor), bias);
    return { y, statistics: { mean, variance } };
  }

  /**
   * With `c = x - mean`, `i = 1 / deviation` and means over the batch:
   * `dx = scale i (g - mean(g) - c i^2 mean(g c))`.
   */
  batchNormGradient(
    gradient: Handle,
    x: Handle,
    scale: Handle,
    { mean, variance }: BatchStatistics,
    epsilon: number,
  ) {
    const count = this.scalar(product(x.shape.slice(0, -1)));
    const inverse = this.#inverseDeviation(variance, epsilon);
    const centred = this.#perChannel('sub', x, mean);
    const level = this.#channelMeans(gradient);
    const slope = this.#channelMeans(this.binary('mul', gradient, centred));
    const factor = this.binary('mul', scale, inverse);
    const tilt = this.binary(
      'mul',
      this.binary('mul', factor, slope),
      this.binary('mul', inverse, inverse),
    );
    const raised = this.binary(
      'sub',
      this.#perChannel('mul', gradient, factor),
      this.#perChannel('mul', centred, tilt),
    );
    return {
      x: this.#perChannel('sub', raised, this.binary('mul', factor, level)),
      scale: this.binary('mul', this.binary('mul', slope, inverse), count),
      bias: this.binary('mul', level, count),
    };
  }

  batchNormInference(
    x: Handle,
    { scale, bias, mean, variance }: NormParameters,
    epsilon: number,
  ): Handle {
    const factor = this.binary('mul', scale, this.#inverseDeviation(variance, epsilon));
    const shift = this.binary('sub', bias, this.binary('mul', mean, factor));
    return this.#perChannel('add', this.#perChannel('mul', x, factor), shift);
  }

  // --- pooling ----------------------------------------------------------------------------------

  #pool(filterSize: Pair, strides: Pair) {
    return { filterSize, strides, pad: 'valid', dilations: 1, dimRoundingMode: undefined };
  }

  maxPool(x: Handle, kernel: Pair, strides: Pair): Handle {
    return this.#run('MaxPool', { x }, this.#pool(kernel, strides));
  }

  maxPoolGradient(g: Handle, x: Handle, y: Handle, kernel: Pair, strides: Pair): Handle {
    // The backend's own kernel goes wrong in windows whose values are all negative.
    return maxPoolGradientByTaps(this, g, x, y, { kernel, strides, dilations: [1, 1] });
  }

  averagePool(x: Handle, kernel: Pair, strides: Pair): Handle {
    return this.#run('AvgPool', { x }, this.#pool(kernel, strides));
  }

  averagePoolGradient(g: Handle, inputShape: Shape, kernel: Pair, strides: Pair): Handle {
    const like = this.upload(new Float32Array(product(inputShape)), inputShape);
    return this.#run('AvgPoolGrad', { dy: g, input: like }, this.#pool(kernel, strides));
  }
}
