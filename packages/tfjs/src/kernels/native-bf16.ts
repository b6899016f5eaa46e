import type { Pair } from '@picojoule/spec';
import { mapAxis, rowsAt } from './axis-map.ts';
import type { Range } from './fused.ts';
import type { Handle, Shape } from './handle.ts';
import type {
  BatchStatistics,
  Binary,
  ChainLink,
  Comparison,
  Kernels,
  NormParameters,
  Reduction,
  Unary,
  Values,
  Window,
} from './kernels.ts';
import { NativeKernels } from './native.ts';

const high: ReadonlySet<Unary | Binary> = new Set<Unary | Binary>([
  ...(['sigmoid', 'exp', 'log', 'square'] as const),
  ...(['div', 'pow'] as const),
]);

/**
 * The same kernels with feature maps and their gradients in bfloat16 from the first convolution, matrix
 * product or batch norm on. Parameters, their gradients, batch statistics, sums and whatever divides or
 * exponentiates are float32; products are accumulated in float32 and rounded once. What is float32 and
 * meets a bfloat16 operand is rounded to it.
 */
export class NativeBf16Kernels extends NativeKernels implements Kernels {
  override readonly dtype = 'bfloat16';
  /** Those are for float32 alone. */
  override readonly fused = undefined;

  #low(x: Handle): Handle {
    return x.dtype === 'float32' ? this.cast(x, 'bfloat16') : x;
  }

  #high(x: Handle): Handle {
    return x.dtype === 'bfloat16' ? this.cast(x, 'float32') : x;
  }

  /** oneDNN adds it before it rounds. */
  #bias(bias: Handle): Handle {
    return this.hasOneDnn ? this.#high(bias) : this.#low(bias);
  }

  /** bfloat16 where one of them is. */
  #alike(...xs: readonly Handle[]): Handle[] {
    return xs.some(({ dtype }) => dtype === 'bfloat16') ? xs.map((x) => this.#low(x)) : [...xs];
  }

  override download(x: Handle): Values {
    return this.scope(() => super.download(this.#high(x)));
  }

  override concat(xs: readonly Handle[], axis: number): Handle {
    return super.concat(this.#alike(...xs), axis);
  }

  override addRows(x: Handle, rows: Handle, positions: Int32Array, rectified = false): Handle {
    const y = this.binary('add', x, mapAxis(this, rows, 0, rowsAt(positions, x.shape[0]!)));
    return rectified ? this.unary('relu', y) : y;
  }

  override unary(kernel: Unary, x: Handle): Handle {
    return super.unary(kernel, high.has(kernel) ? this.#high(x) : x);
  }

  override binary(kernel: Binary, a: Handle, b: Handle): Handle {
    if (high.has(kernel)) return super.binary(kernel, this.#high(a), this.#high(b));
    const [left, right] = this.#alike(a, b) as [Handle, Handle];
    return super.binary(kernel, left, right);
  }

  override compare(kernel: Comparison, a: Handle, b: Handle): Handle {
    const [left, right] = this.#alike(a, b) as [Handle, Handle];
    return super.compare(kernel, left, right);
  }

  override reduce(kernel: Reduction, x: Handle, axes: readonly number[], keepDims: boolean) {
    return super.reduce(kernel, this.#high(x), axes, keepDims);
  }

  override relu6Gradient(gradient: Handle, x: Handle): Handle {
    const [g, at] = this.#alike(gradient, x) as [Handle, Handle];
    return super.relu6Gradient(g, at);
  }

  override reluGradient(gradient: Handle, output: Handle): Handle {
    const [g, y] = this.#alike(gradient, output) as [Handle, Handle];
    return super.reluGradient(g, y);
  }

  override matMul(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle {
    return super.matMul(this.#low(a), this.#low(b), transposeA, transposeB);
  }

  override addBias(x: Handle, bias: Handle): Handle {
    const [y, b] = this.#alike(x, bias) as [Handle, Handle];
    return super.addBias(y, b);
  }

  override biasGradient(gradient: Handle): Handle {
    return super.biasGradient(this.#high(gradient));
  }

  override conv(x: Handle, filter: Handle, window: Window): Handle {
    return super.conv(this.#low(x), this.#low(filter), window);
  }

  override convBias(
    x: Handle,
    filter: Handle,
    bias: Handle,
    window: Window,
    range?: Range,
    addend?: Handle,
  ): Handle {
    const added = addend && this.#low(addend);
    return super.convBias(this.#low(x), this.#low(filter), this.#bias(bias), window, range, added);
  }

  protected override chain(x: Handle, links: readonly ChainLink[], addend?: Handle): Handle {
    const parts = links.map((link) => ({
      ...link,
      filter: this.#low(link.filter),
      bias: this.#high(link.bias),
    }));
    return super.chain(this.#low(x), parts, addend && this.#low(addend));
  }

  override depthwiseBias(x: Handle, filter: Handle, bias: Handle, window: Window, range?: Range) {
    return super.depthwiseBias(this.#low(x), this.#low(filter), this.#bias(bias), window, range);
  }

  override convInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window): Handle {
    return super.convInputGradient(this.#low(g), this.#low(filter), inputShape, window);
  }

  override convFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
    return this.#high(super.convFilterGradient(this.#low(x), this.#low(g), filterShape, window));
  }

  override depthwise(x: Handle, filter: Handle, window: Window): Handle {
    return super.depthwise(this.#low(x), this.#low(filter), window);
  }

  override depthwiseInputGradient(g: Handle, filter: Handle, inputShape: Shape, window: Window) {
    return super.depthwiseInputGradient(this.#low(g), this.#low(filter), inputShape, window);
  }

  override depthwiseFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window) {
    return this.#high(
      super.depthwiseFilterGradient(this.#low(x), this.#low(g), filterShape, window),
    );
  }

  override batchNorm(x: Handle, scale: Handle, bias: Handle, epsilon: number) {
    return super.batchNorm(this.#low(x), scale, bias, epsilon);
  }

  override batchNormGradient(
    gradient: Handle,
    x: Handle,
    scale: Handle,
    statistics: BatchStatistics,
    epsilon: number,
  ) {
    return super.batchNormGradient(this.#low(gradient), this.#low(x), scale, statistics, epsilon);
  }

  override batchNormInference(x: Handle, parameters: NormParameters, epsilon: number): Handle {
    return super.batchNormInference(this.#low(x), parameters, epsilon);
  }

  override maxPoolGradient(g: Handle, x: Handle, y: Handle, kernel: Pair, strides: Pair): Handle {
    const [gradient, input, output] = this.#alike(g, x, y) as [Handle, Handle, Handle];
    return super.maxPoolGradient(gradient, input, output, kernel, strides);
  }
}
