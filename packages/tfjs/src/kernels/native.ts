import { convFilterGradientByTaps } from './filter-gradient-by-taps.ts';
import type { Range } from './fused.ts';
import type { ElementType, Handle, Shape } from './handle.ts';
import { convInputGradientByForward } from './input-gradient-by-forward.ts';
import type { Kernels, Window } from './kernels.ts';
import { namedPadding } from './named-padding.ts';
import type { Attribute } from './native-binding.ts';
import { NativeOneDnn } from './native-onednn.ts';
import { takeEvery } from './take-every.ts';

const product = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/**
 * CPU kernels of TensorFlow's library, called by name. Convolutions are oneDNN's, called by our own kernels
 * (`native/onednn-convolutions.cc`), or TensorFlow's in bindings without those.
 */
export class NativeKernels extends NativeOneDnn implements Kernels {
  readonly dtype: Kernels['dtype'] = 'float32';
  #hasConvBias = true;

  get convChain(): Kernels['convChain'] {
    return this.hasOneDnn ? (x, links, addend) => this.chain(x, links, addend) : undefined;
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
    if (this.hasOneDnn) return this.forward(x, filter, { window, depthwise: false });
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
  convBias(
    x: Handle,
    filter: Handle,
    bias: Handle,
    window: Window,
    range?: Range,
    addend?: Handle,
  ): Handle {
    if (this.hasOneDnn) {
      return this.forward(x, filter, { window, depthwise: false }, { bias, addend, range });
    }
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
    if (this.hasOneDnn)
      return this.inputGradient(g, filter, inputShape, { window, depthwise: false });
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
    if (this.hasOneDnn) {
      if (!isRisky(window, filterShape)) {
        return this.filterGradient(x, g, filterShape, { window, depthwise: false });
      }
      const counted = [0, 1].reduce(
        (map, axis) => takeEvery(this, map, axis + 1, 0, window.strides[axis]!, g.shape[axis + 1]!),
        x,
      );
      const every: Window = { ...window, strides: [1, 1] };
      return this.filterGradient(counted, g, filterShape, { window: every, depthwise: false });
    }
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
    if (this.hasOneDnn) return true;
    return strides[0] === strides[1] && dilations[0] === 1 && dilations[1] === 1;
  }

  depthwise(x: Handle, filter: Handle, window: Window): Handle {
    if (this.hasOneDnn) return this.forward(x, filter, { window, depthwise: true });
    const attributes = this.#window(x.dtype, window, x.shape, filter.shape);
    const y = this.one('DepthwiseConv2dNative', attributes, [x, filter]);
    this.macs += product(y.shape) * product(filter.shape.slice(0, 2));
    return y;
  }

  /** In one kernel where there is one; that pads as its names say alone. */
  depthwiseBias(x: Handle, filter: Handle, bias: Handle, window: Window, range?: Range): Handle {
    if (this.hasOneDnn) {
      return this.forward(x, filter, { window, depthwise: true }, { bias, range });
    }
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
    if (this.hasOneDnn)
      return this.inputGradient(g, filter, inputShape, { window, depthwise: true });
    this.macs += product(g.shape) * product(filter.shape.slice(0, 2));
    const attributes = this.#window(g.dtype, window, inputShape, filter.shape);
    const inputs = [this.integers(inputShape), filter, g];
    return this.one('DepthwiseConv2dNativeBackpropInput', attributes, inputs);
  }

  depthwiseFilterGradient(x: Handle, g: Handle, filterShape: Shape, window: Window): Handle {
    if (this.hasOneDnn) return this.filterGradient(x, g, filterShape, { window, depthwise: true });
    this.macs += product(g.shape) * product(filterShape.slice(0, 2));
    const attributes = this.#window(x.dtype, window, x.shape, filterShape);
    const inputs = [x, this.integers(filterShape), g];
    return this.one('DepthwiseConv2dNativeBackpropFilter', attributes, inputs);
  }
}

/** TensorFlow's name of the rectifier with this range. */
function activationOf(range: Range | undefined): 'Relu' | 'Relu6' | undefined {
  if (range?.floor !== 0) return undefined;
  if (range.ceiling === Number.POSITIVE_INFINITY) return 'Relu';
  return range.ceiling === 6 ? 'Relu6' : undefined;
}

/**
 * Whether oneDNN 3.2 may get a filter's gradient wrong, and differently each time: seen without AVX-512 at windows of one
 * pixel that leave out others, on maps of 2, 3, 5, 6 and 7 channels, never of more than 8.
 */
const isRisky = ({ strides, pads }: Window, [r, s, channels]: Shape) =>
  r === 1 && s === 1 && Math.max(...strides) > 1 && Math.max(...pads) === 0 && channels! % 8 !== 0;

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
