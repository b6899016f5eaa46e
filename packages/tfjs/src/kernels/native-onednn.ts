import { availableParallelism } from 'node:os';
import type { Range } from './fused.ts';
import type { ElementType, Handle, Shape } from './handle.ts';
import type { ChainLink, Window } from './kernels.ts';
import { NativeArithmetic } from './native-arithmetic.ts';
import type { Attribute, NativeBinding } from './native-binding.ts';

/** A window, and whether each channel has filters of its own. */
interface Convolution {
  readonly window: Window;
  readonly depthwise: boolean;
}

/** What is done to each value of the result before it is written. */
interface Ending {
  /** float32, of each channel. */
  readonly bias?: Handle | undefined;
  /** Of the result's shape and type. */
  readonly addend?: Handle | undefined;
  readonly range?: Range | undefined;
}

/** Of a convolution [N, H, W, M]. */
function resultShape(x: Shape, filter: Shape, window: Window, depthwise: boolean): Shape {
  const length = (axis: 0 | 1) => {
    const { pads, dilations, strides } = window;
    const reach = (filter[axis]! - 1) * dilations[axis] + 1;
    const room = x[axis + 1]! + pads[axis] + pads[axis === 0 ? 2 : 3] - reach;
    return Math.floor(room / strides[axis]) + 1;
  };
  return [x[0]!, length(0), length(1), depthwise ? filter[2]! * filter[3]! : filter[3]!];
}

const product = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/**
 * Convolutions of oneDNN, called by kernels of our own (`native/onednn-convolutions.cc`): with any pads and dilations,
 * and without the wake-ups of TensorFlow's threads. Bindings that `pj setup native` compiled for x64 have them.
 */
export abstract class NativeOneDnn extends NativeArithmetic {
  protected readonly hasOneDnn: boolean;
  /**
   * The library has them with AVX-512 alone. Elsewhere they are computed in float32, where products of such numbers are exact,
   * and rounded once.
   */
  readonly #hasBfloat16: boolean;

  constructor(binding: NativeBinding) {
    super(binding);
    this.#hasBfloat16 = true;
    this.hasOneDnn = this.#convolves('float32');
    this.#hasBfloat16 = this.hasOneDnn && this.#convolves('bfloat16');
  }

  #convolves(type: ElementType): boolean {
    const window: Window = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
    const filter = this.constant('one filter', () => [Float32Array.of(1), [1, 1, 1, 1], 'float32']);
    // No image: nothing is multiplied.
    const x = this.constant('no map', () => [new Float32Array(0), [0, 1, 1, 1], 'float32']);
    try {
      return this.scope(() => {
        const [map, weights] = [x, filter].map((one) => this.cast(one, type)) as [Handle, Handle];
        return this.forward(map, weights, { window, depthwise: false }) !== undefined;
      });
    } catch {
      return false;
    }
  }

  #mustWiden({ dtype }: Handle): boolean {
    return dtype === 'bfloat16' && !this.#hasBfloat16;
  }

  #widened(x: Handle): Handle {
    return this.cast(x, 'float32');
  }

  protected forward(x: Handle, filter: Handle, of: Convolution, ending: Ending = {}): Handle {
    const { bias, addend, range } = ending;
    if (this.#mustWiden(x)) {
      const wide = { ...ending, addend: addend && this.#widened(addend) };
      const y = this.forward(this.#widened(x), this.#widened(filter), of, wide);
      return this.cast(y, 'bfloat16');
    }
    const attributes = [
      ...this.#attributes(x.dtype, of),
      this.int('N', bias === undefined ? 0 : 1),
      this.int('A', addend === undefined ? 0 : 1),
      this.float('floor', range?.floor ?? Number.NEGATIVE_INFINITY),
      this.float('ceiling', range?.ceiling ?? Number.POSITIVE_INFINITY),
    ];
    const inputs = [x, filter, bias, addend].filter((handle) => handle !== undefined);
    const y = this.one('PicojouleConvolution', attributes, inputs);
    this.#count(y.shape, filter.shape, of);
    return y;
  }

  protected chain(x: Handle, links: readonly ChainLink[], addend?: Handle): Handle {
    if (this.#mustWiden(x)) {
      const wide = links.map((link) => ({ ...link, filter: this.#widened(link.filter) }));
      const y = this.#chain(this.#widened(x), wide, addend && this.#widened(addend));
      return this.cast(y, 'bfloat16');
    }
    return this.#chain(x, links, addend);
  }

  #chain(x: Handle, links: readonly ChainLink[], addend?: Handle): Handle {
    // Each thread takes images of its own.
    if (x.shape[0]! < availableParallelism()) return this.#oneByOne(x, links, addend);
    const lists = (key: 'strides' | 'dilations' | 'pads') =>
      this.int(
        key,
        links.flatMap(({ window }) => [...window[key]]),
      );
    const ceilings = links.map(({ range }) => {
      if (range === undefined) return 0;
      return range.ceiling === Number.POSITIVE_INFINITY ? -1 : range.ceiling;
    });
    const attributes = [
      this.type('T', x.dtype),
      this.int('N', links.length),
      this.int('A', addend === undefined ? 0 : 1),
      ...[lists('strides'), lists('dilations'), lists('pads')],
      this.int(
        'depthwises',
        links.map(({ depthwise }) => (depthwise ? 1 : 0)),
      ),
      this.int('ceilings', ceilings),
    ];
    const filters = links.map(({ filter }) => filter);
    const biases = links.map(({ bias }) => bias);
    const more = addend === undefined ? [] : [addend];
    const y = this.one('PicojouleConvolutions', attributes, [x, ...filters, ...biases, ...more]);
    let shape = x.shape;
    for (const { filter, window, depthwise } of links) {
      shape = resultShape(shape, filter.shape, window, depthwise);
      this.#count(shape, filter.shape, { window, depthwise });
    }
    return y;
  }

  #oneByOne(x: Handle, links: readonly ChainLink[], addend?: Handle): Handle {
    return links.reduce((read, { filter, bias, range, ...of }, i) => {
      const ending = { bias, range, addend: i + 1 === links.length ? addend : undefined };
      return this.forward(read, filter, of, ending);
    }, x);
  }

  protected inputGradient(g: Handle, filter: Handle, inputShape: Shape, of: Convolution): Handle {
    if (this.#mustWiden(g)) {
      const x = this.inputGradient(this.#widened(g), this.#widened(filter), inputShape, of);
      return this.cast(x, 'bfloat16');
    }
    this.#count(g.shape, filter.shape, of);
    const inputs = [this.integers(inputShape), filter, g];
    return this.one('PicojouleInputGradient', this.#attributes(g.dtype, of), inputs);
  }

  /** In float32. */
  protected filterGradient(x: Handle, g: Handle, filterShape: Shape, of: Convolution): Handle {
    if (this.#mustWiden(x)) {
      return this.filterGradient(this.#widened(x), this.#widened(g), filterShape, of);
    }
    this.#count(g.shape, filterShape, of);
    const inputs = [x, this.integers(filterShape), g];
    return this.one('PicojouleFilterGradient', this.#attributes(g.dtype, of), inputs);
  }

  #attributes(type: ElementType, { window, depthwise }: Convolution): Attribute[] {
    return [
      this.type('T', type),
      this.int('strides', window.strides),
      this.int('dilations', window.dilations),
      this.int('pads', window.pads),
      this.bool('depthwise', depthwise),
    ];
  }

  #count(y: Shape, filter: Shape, { depthwise }: Convolution): void {
    this.macs += product(y) * product(filter.slice(0, depthwise ? 2 : 3));
  }
}
