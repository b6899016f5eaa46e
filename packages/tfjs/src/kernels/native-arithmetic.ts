import type { Pair } from '@picojoule/spec';
import { fixedPointLimit } from './fixed-point-limit.ts';
import type { ElementType, Handle, Shape } from './handle.ts';
import type {
  BatchStatistics,
  Binary,
  Comparison,
  NormParameters,
  Reduction,
  Unary,
} from './kernels.ts';
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

/** TensorFlow's kernels that compute, without convolutions. A kernel's type is that of its first operand. */
export abstract class NativeArithmetic extends NativeMoves {
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
