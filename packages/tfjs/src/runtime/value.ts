import type { DataType } from '@picojoule/spec';
import type { WithMeans } from '../kernels/fused.ts';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { exponentOf } from './exponent-of.ts';
import { type Layout, logicalShape, relayout } from './layout.ts';

/**
 * A value of the graph while it is alive, in one layout or more: a layout that is asked for is made
 * once and kept until the value is freed. Owns its handles.
 */
export class Value {
  /** In the graph's order of axes; known also after the value was freed. */
  readonly shape: Shape;
  /** The layout in which it was made. */
  readonly layout: Layout;
  /** As the graph has it; int64 is held as int32, float32 perhaps as bfloat16. */
  readonly type: DataType;
  readonly #kernels: Kernels;
  readonly #handles = new Map<Layout, Handle>();
  readonly #rounded = new Map<number, Value>();
  #exponent: number | undefined;
  #bits = 32;
  #means: Handle | undefined;
  #channelMeans: Handle | undefined;
  #derived: { readonly from: readonly unknown[]; readonly handles: readonly Handle[] } | undefined;

  constructor(kernels: Kernels, handle: Handle, layout: Layout, type?: DataType, spread?: Shape) {
    this.#kernels = kernels;
    this.shape = spread ?? logicalShape(handle.shape, layout);
    this.layout = layout;
    this.type = type ?? (handle.dtype === 'bfloat16' ? 'float32' : handle.dtype);
    kernels.own(handle);
    if (spread === undefined) this.#handles.set(layout, handle);
    else this.#means = handle;
  }

  /**
   * The gradient of a feature map of the logical shape, of which only the means are read, from theirs
   * [N, 1, 1, C]. The map is made when it is asked for.
   */
  static ofMeans(kernels: Kernels, means: Handle, shape: Shape): Value {
    return new Value(kernels, means, 'nhwc', 'float32', shape);
  }

  /** What `ofMeans` was given. */
  get means(): Handle | undefined {
    return this.#means;
  }

  /** A feature map, and its channel means [N, 1, 1, C] where they came with it. */
  static ofMap(kernels: Kernels, { y, means }: WithMeans, layout: Layout): Value {
    const value = new Value(kernels, y, layout);
    value.#channelMeans = means && kernels.own(means);
    return value;
  }

  /** Another value of the same numbers. */
  again(): Value {
    const map = { y: this.handle, means: this.#channelMeans };
    return Value.ofMap(this.#kernels, map, this.layout);
  }

  get channelMeans(): Handle | undefined {
    return this.#channelMeans;
  }

  /** As it was made. */
  get handle(): Handle {
    return this.as(this.layout);
  }

  get alive(): boolean {
    return this.#handles.size > 0;
  }

  as(layout: Layout): Handle {
    const present = this.#handles.get(layout);
    if (present !== undefined) return present;
    const source = this.#handles.get(this.layout);
    if (source === undefined) {
      if (this.#means === undefined) throw new Error('a value was read after it was freed');
      this.#spread(this.#means);
      return this.as(layout);
    }
    const made = relayout(this.#kernels, source, this.layout, layout);
    this.#handles.set(layout, this.#kernels.own(made));
    return made;
  }

  #spread(means: Handle): void {
    const [n, c, h, w] = this.shape as readonly [number, number, number, number];
    const map = this.#kernels.averagePoolGradient(means, [n, h, w, c], [h, w], [1, 1]);
    this.#handles.set('nhwc', this.#kernels.own(map));
  }

  /** The layout to compute in: channels last where some operator wanted it so before. */
  get preferred(): Layout {
    return this.#handles.has('nhwc') ? 'nhwc' : this.layout;
  }

  /**
   * As fixed-point numbers of `bits` bits, whose unit 2^(e - bits + 1) follows from the largest
   * magnitude, e being the least with max|x| <= 2^e: this value itself for 32 bits or without a
   * magnitude. A rounded value keeps e, so rounding it further takes its most significant bits.
   * Made once, and freed with this value.
   */
  fixedPoint(bits: number): Value {
    if (bits >= this.#bits) return this;
    const present = this.#rounded.get(bits);
    if (present !== undefined) return present;
    const k = this.#kernels;
    const layout = this.preferred;
    const x = this.as(layout);
    this.#exponent ??= exponentOf(k.largestMagnitude(x));
    if (!Number.isFinite(this.#exponent)) return this;
    const rounded = new Value(k, k.fixedPoint(x, this.#exponent, bits), layout);
    rounded.#exponent = this.#exponent;
    rounded.#bits = bits;
    this.#rounded.set(bits, rounded);
    return rounded;
  }

  /** The unit of `fixedPoint(bits)`; 0 where that rounds nothing. */
  unitOf(bits: number): number {
    const rounded = this.fixedPoint(bits);
    return rounded === this ? 0 : 2 ** (rounded.#exponent! - bits + 1);
  }

  /**
   * What `make` makes of this value and of `from`: made once, and kept until this value is freed or something else is
   * derived from it.
   */
  derived(from: readonly unknown[], make: () => readonly Handle[]): readonly Handle[] {
    const present = this.#derived;
    if (present !== undefined && from.every((one, i) => one === present.from[i])) {
      return present.handles;
    }
    const handles = make();
    for (const handle of handles) this.#kernels.own(handle);
    this.#forget();
    this.#derived = { from, handles };
    return handles;
  }

  #forget(): void {
    for (const handle of this.#derived?.handles ?? []) this.#kernels.disown(handle);
    this.#derived = undefined;
  }

  free(): void {
    this.#forget();
    for (const rounded of this.#rounded.values()) rounded.free();
    this.#rounded.clear();
    for (const handle of this.#handles.values()) this.#kernels.disown(handle);
    this.#handles.clear();
    if (this.#means !== undefined) this.#kernels.disown(this.#means);
    this.#means = undefined;
    if (this.#channelMeans !== undefined) this.#kernels.disown(this.#channelMeans);
    this.#channelMeans = undefined;
  }
}
