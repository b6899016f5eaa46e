import type { Pair } from '@picojoule/spec';
import { convFilterGradientByTaps } from './filter-gradient-by-taps.ts';
import { fixedPointLimit } from './fixed-point-limit.ts';
import type { Range } from './fused.ts';
import type { ElementType, Handle, Shape } from './handle.ts';
import { convInputGradientByForward } from './input-gradient-by-forward.ts';
import type {
  BatchStatistics,
  Binary,
  Comparison,
  Kernels,
  NormParameters,
  Reduction,
  Unary,
  Window,
} from './kernels.ts';
import { namedPadding } from './named-padding.ts';
import type { Attribute } from './native-binding.ts';
import { NativeMoves } from './native-moves.ts';

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
  add: 'AddV2',
  sub: 'Sub',
  mul: 'Mul',
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

/** TensorFlow's CPU kernels, called by name. A kernel's type is that of its first operand. */
export class NativeKernels extends NativeMoves implements Kernels {
  readonly dtype: Kernels['dtype'] = 'float32';
  #hasConvBias = true;

  // --- element by element -----------------------------------------------------------------------

  unary(kernel: Unary, x: Handle): Handle {
    return this.one(unaries[kernel], [this.type('T', x.dtype)], [x]);
  }

  binary(kernel: Binary, a: Handle, b: Handle): Handle {
    return this.one(binaries[kernel], [this.type('T', a.dtype)], [a, b]);
  }

  compare(kernel: Comparison, a: Handle, b: Handle): Handle {
    const attributes = [this.type('T', a.dtype)];
    if (kernel === 'equal' || kernel === 'notEqual') {
      attributes.push(this.bool('incompatible_shape_error', true));
    }
    return this.cast(this.one(comparisons[kernel], attributes, [a, b]), 'float32');
  }

  reduce(kernel: Reduction, x: Handle, axes: readonly number[], keepDims: boolean): Handle {
    const attributes = [
      this.bool('keep_dims', keepDims),
      this.type('T', x.dtype),
      this.type('Tidx', 'int32'),
    ];
    return this.one(reductions[kernel], attributes, [x, this.integers(axes)]);
  }

  relu6(x: Handle): Handle {
    return this.one('Relu6', [this.type('T', x.dtype)], [x]);
  }

  relu6Gradient(gradient: Handle, x: Handle): Handle {
    return this.one('Relu6Grad', [this.type('T', x.dtype)], [gradient, x]);
  }

  reluGradient(gradient: Handle, output: Handle): Handle {
    return this.one('ReluGrad', [this.type('T', output.dtype)], [gradient, output]);
  }

  largestMagnitude(x: Handle): number {
    const axes = x.shape.map((_, axis) => axis);
    const [high, low] = (['Max', 'Min'] as const).map((kernel) => {
      const attributes = [
        this.bool('keep_dims', false),
        this.type('T', 'float32'),
        this.type('Tidx', 'int32'),
      ];
      return this.download(this.one(kernel, attributes, [x, this.integers(axes)]))[0]!;
    }) as [number, number];
    return Math.max(high, -low);
  }

  /** The kernel divides by the range that it is given: with this one, by a power of two exactly. */
  fixedPoint(x: Handle, exponent: number, bits: number): Handle {
    const largest = fixedPointLimit(exponent, bits);
    const attributes = [
      this.type('T', 'float32'),
      this.bool('signed_input', true),
      this.int('num_bits', bits),
      this.bool('range_given', true),
      this.string('round_mode', 'HALF_TO_EVEN'),
      this.bool('narrow_range', true),
      this.int('axis', -1),
    ];
    const range = [this.scalar(-largest), this.scalar(largest)];
    return this.one('QuantizeAndDequantizeV2', attributes, [x, ...range]);
  }

  // --- matrices ---------------------------------------------------------------------------------

  matMul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle {
    const rank = a.shape.length;
    const attributes =
      rank === 2
        ? [
            this.type('T', a.dtype),
            this.bool('transpose_a', transposeA),
            this.bool('transpose_b', transposeB),
          ]
        : [this.type('T', a.dtype), this.bool('adj_x', transposeA), this.bool('adj_y', transposeB)];
    const y = this.one(rank === 2 ? 'MatMul' : 'BatchMatMulV2', attributes, [a, b]);
    this.macs += product(y.shape) * a.shape.at(transposeA ? -2 : -1)!;
    return y;
  }

  addBias(x: Handle, bias: Handle): Handle {
    return this.one(
      'BiasAdd',
      [this.type('T', x.dtype), this.string('data_format', 'NHWC')],
      [x, bias],
    );
  }

  biasGradient(gradient: Handle): Handle {
    const attributes = [this.type('T', gradient.dtype), this.string('data_format', 'NHWC')];
    return this.one('BiasAddGrad', attributes, [gradient]);
  }

  // --- convolution ------------------------------------------------------------------------------

  #window(type: ElementType, window: Window, map: Shape, filter: Shape): Attribute[] {
    const { strides, dilations, pads } = window;
    const [top, left, bottom, right] = pads;
    const name = namedPadding(window, map, filter);
    return [
      this.type('T', type),
      this.int('strides', [1, ...strides, 1]),
      this.string('padding', name ?? 'EXPLICIT'),
      this.int(
        'explicit_paddings',
        name === undefined ? [0, 0, top, bottom, left, right, 0, 0] : [],
      ),
      this.string('data_format', 'NHWC'),
      this.int('dilations', [1, ...dilations, 1]),
    ];
  }

  conv(x: Handle, filter: Handle, window: Window): Handle {
    const attributes = this.#window(x.dtype, window, x.shape, filter.shape);
    const y = this.one(
      'Conv2D',
      [...attributes, this.bool('use_cudnn_on_gpu', false)],
      [x, filter],
    );
    this.macs += product(y.shape) * product(filter.shape.slice(0, 3));
    return y;
  }

  /** In one kernel where TensorFlow was built with oneDNN. */
  convBias(x: Handle, filter: Handle, bias: Handle, window: Window, range?: Range): Handle {
    if (!this.#hasConvBias)
      return this.#cut(this.addBias(this.conv(x, filter, window), bias), range);
    const attributes = [
      ...this.#window(x.dtype, window, x.shape, filter.shape),
      this.bool('use_cudnn_on_gpu', false),
      this.string('_kernel', 'MklNameChangeOp'),
    ];
    const activation = this.hasLists ? activationOf(range) : undefined;
    try {
      const y =
        activation === undefined
          ? this.#cut(this.one('_MklNativeConv2DWithBias', attributes, [x, filter, bias]), range)
          : this.one(
              '_MklNativeFusedConv2D',
              [...attributes, ...this.#fusedOps(x.dtype, activation)],
              [x, filter, bias],
            );
      this.macs += product(y.shape) * product(filter.shape.slice(0, 3));
      return y;
    } catch {
      this.#hasConvBias = false;
      return this.convBias(x, filter, bias, window, range);
    }
  }

  #fusedOps(type: ElementType, activation: string): Attribute[] {
    return [
      this.int('num_args', 1),
      this.typeList('TArgs', [type]),
      this.string('fused_ops', `BiasAdd,${activation}`),
    ];
  }

  #cut(x: Handle, range: Range | undefined): Handle {
    const activation = activationOf(range);
    if (activation === undefined) return x;
    return activation === 'Relu' ? this.unary('relu', x) : this.relu6(x);
  }

  // The gradient kernels for pads without a name are 3 to 7 times slower than the others.

  convInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle {
    if (dilated(window)) return convInputGradientByForward(this, g, filter, inputShape, window);
    if (namedPadding(window, inputShape, filter.shape) === undefined) {
      return cropped(this, inputShape, window, (shape, inside) =>
        this.convInputGradient(g, filter, shape, inside),
      );
    }
    const attributes = this.#window(g.dtype, window, inputShape, filter.shape);
    this.macs += product(g.shape) * product(filter.shape.slice(0, 3));
    return this.one(
      'Conv2DBackpropInput',
      [...attributes, this.bool('use_cudnn_on_gpu', false)],
      [this.integers(inputShape), filter, g],
    );
  }

  convFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
    if (dilated(window)) return convFilterGradientByTaps(this, x, g, filterShape, window);
    if (namedPadding(window, x.shape, filterShape) === undefined) {
      return this.convFilterGradient(padded(this, x, window), g, filterShape, unpadded(window));
    }
    const attributes = this.#window(x.dtype, window, x.shape, filterShape);
    this.macs += product(g.shape) * product(filterShape.slice(0, 3));
    return this.one(
      'Conv2DBackpropFilter',
      [...attributes, this.bool('use_cudnn_on_gpu', false)],
      [x, this.integers(filterShape), g],
    );
  }

  hasDepthwise({ strides, dilations }: Window): boolean {
    return strides[0] === strides[1] && dilations[0] === 1 && dilations[1] === 1;
  }

  depthwise(x: Handle, filter: Handle, window: Window): Handle {
    const attributes = this.#window(x.dtype, window, x.shape, filter.shape);
    const y = this.one('DepthwiseConv2dNative', attributes, [x, filter]);
    this.macs += product(y.shape) * product(filter.shape.slice(0, 2));
    return y;
  }

  /** In one kernel where there is one; that pads as its names say alone. */
  depthwiseBias(x: Handle, filter: Handle, bias: Handle, window: Window, range?: Range): Handle {
    const activation = activationOf(range);
    if (!this.#hasConvBias || !this.hasLists || activation === undefined) {
      return this.#cut(this.addBias(this.depthwise(x, filter, window), bias), range);
    }
    if (namedPadding(window, x.shape, filter.shape) === undefined) {
      return this.depthwiseBias(padded(this, x, window), filter, bias, unpadded(window), range);
    }
    const attributes = this.#window(x.dtype, window, x.shape, filter.shape).filter(
      ({ name }) => name !== 'explicit_paddings',
    );
    const y = this.one(
      '_MklNativeFusedDepthwiseConv2dNative',
      [
        ...attributes,
        ...this.#fusedOps(x.dtype, activation).filter(({ name }) => name !== 'TArgs'),
        this.string('_kernel', 'MklNameChangeOp'),
      ],
      [x, filter, bias],
    );
    this.macs += product(y.shape) * product(filter.shape.slice(0, 2));
    return y;
  }

  depthwiseInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle {
    this.macs += product(g.shape) * product(filter.shape.slice(0, 2));
    const attributes = this.#window(g.dtype, window, inputShape, filter.shape);
    const inputs = [this.integers(inputShape), filter, g];
    return this.one('DepthwiseConv2dNativeBackpropInput', attributes, inputs);
  }

  depthwiseFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
    this.macs += product(g.shape) * product(filterShape.slice(0, 2));
    const attributes = this.#window(x.dtype, window, x.shape, filterShape);
    const inputs = [x, this.integers(filterShape), g];
    return this.one('DepthwiseConv2dNativeBackpropFilter', attributes, inputs);
  }

  // --- batch normalisation ----------------------------------------------------------------------

  #batchNorm(type: ElementType, epsilon: number, training: boolean): Attribute[] {
    return [
      this.type('T', type),
      this.type('U', 'float32'),
      this.float('epsilon', epsilon),
      this.string('data_format', 'NHWC'),
      this.bool('is_training', training),
    ];
  }

  batchNorm(x: Handle, scale: Handle, bias: Handle, epsilon: number) {
    const none = this.constant('none', () => [new Float32Array(0), [0], 'float32']);
    const attributes = [
      ...this.#batchNorm(x.dtype, epsilon, true),
      this.float('exponential_avg_factor', 1),
    ];
    const results = this.execute('FusedBatchNormV3', attributes, [x, scale, bias, none, none], 6);
    // The second result has Bessel's correction; the reserved ones are those of the population.
    const [y, , , mean, variance] = results as [Handle, Handle, Handle, Handle, Handle];
    return { y, statistics: { mean, variance } };
  }

  batchNormGradient(
    gradient: Handle,
    x: Handle,
    scale: Handle,
    { mean, variance }: BatchStatistics,
    epsilon: number,
  ) {
    const none = this.constant('none', () => [new Float32Array(0), [0], 'float32']);
    const inputs = [gradient, x, scale, mean, variance, none];
    const results = this.execute(
      'FusedBatchNormGradV3',
      this.#batchNorm(x.dtype, epsilon, true),
      inputs,
      5,
    );
    return { x: results[0]!, scale: results[1]!, bias: results[2]! };
  }

  batchNormInference(
    x: Handle,
    { scale, bias, mean, variance }: NormParameters,
    epsilon: number,
  ): Handle {
    const attributes = [
      ...this.#batchNorm(x.dtype, epsilon, false),
      this.float('exponential_avg_factor', 1),
    ];
    return this.execute('FusedBatchNormV3', attributes, [x, scale, bias, mean, variance], 6)[0]!;
  }

  // --- pooling ----------------------------------------------------------------------------------

  #pool(type: ElementType, kernel: Pair, strides: Pair): Attribute[] {
    return [
      this.type('T', type),
      this.int('ksize', [1, ...kernel, 1]),
      this.int('strides', [1, ...strides, 1]),
      this.string('padding', 'VALID'),
      this.string('data_format', 'NHWC'),
    ];
  }

  maxPool(x: Handle, kernel: Pair, strides: Pair): Handle {
    return this.one('MaxPool', this.#pool(x.dtype, kernel, strides), [x]);
  }

  maxPoolGradient(g: Handle, x: Handle, y: Handle, kernel: Pair, strides: Pair): Handle {
    return this.one('MaxPoolGrad', this.#pool(x.dtype, kernel, strides), [x, y, g]);
  }

  averagePool(x: Handle, kernel: Pair, strides: Pair): Handle {
    return this.one('AvgPool', this.#pool(x.dtype, kernel, strides), [x]);
  }

  averagePoolGradient(g: Handle, inputShape: Shape, kernel: Pair, strides: Pair): Handle {
    return this.one('AvgPoolGrad', this.#pool(g.dtype, kernel, strides), [
      this.integers(inputShape),
      g,
    ]);
  }
}

/** TensorFlow's name of the rectifier with this range. */
function activationOf(range: Range | undefined): 'Relu' | 'Relu6' | undefined {
  if (range?.floor !== 0) return undefined;
  if (range.ceiling === Number.POSITIVE_INFINITY) return 'Relu';
  return range.ceiling === 6 ? 'Relu6' : undefined;
}

const dilated = ({ dilations }: Window) => dilations[0] !== 1 || dilations[1] !== 1;

const unpadded = (window: Window): Window => ({ ...window, pads: [0, 0, 0, 0] });

const padded = (k: Kernels, x: Handle, { pads: [top, left, bottom, right] }: Window) =>
  k.pad(x, [0, top, left, 0], [0, bottom, right, 0], 0);

/** The gradient of a padded map, without its pads. */
function cropped(
  k: Kernels,
  shape: Shape,
  window: Window,
  gradient: (shape: Shape, window: Window) => Handle,
): Handle {
  const [n, h, w, c] = shape as readonly [number, number, number, number];
  const [top, left, bottom, right] = window.pads;
  const whole = gradient([n, h + top + bottom, w + left + right, c], unpadded(window));
  return k.slice(whole, [0, top, left, 0], shape);
}
