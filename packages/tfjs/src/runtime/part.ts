import { mapAxis, rowsAt } from '../kernels/axis-map.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Gradients } from './gradients.ts';
import { Value } from './value.ts';

/** The part of a batch that executes a block: its images, values and gradients. */
export class Part {
  /** Positions in the batch, ascending. */
  readonly images: Int32Array;
  readonly values = new Map<string, Value>();
  /** Names of the values made inside; the others were gathered. */
  readonly inside = new Set<string>();
  readonly gradients: Gradients;
  readonly #kernels: Kernels;
  readonly #batch: number;

  constructor(kernels: Kernels, images: Int32Array, batch: number) {
    this.images = images;
    this.gradients = new Gradients(kernels);
    this.#kernels = kernels;
    this.#batch = batch;
  }

  /** Only this part's images of a value of the whole batch. */
  gather(whole: Value): Value {
    const layout = whole.preferred;
    const rows = mapAxis(this.#kernels, whole.as(layout), 0, this.images);
    return new Value(this.#kernels, rows, layout);
  }

  /** The same, and for each image the sum of its products with those of `other`, a value of this part. */
  gatherDotted(
    whole: Value,
    other: Value,
  ): { readonly rows: Value; readonly dots: ArrayLike<number> } {
    const k = this.#kernels;
    const layout = whole.preferred;
    if (k.fused !== undefined) {
      const taken = k.fused.takeDotted(whole.as(layout), this.images, other.as(layout));
      return { rows: new Value(k, taken.rows, layout), dots: k.download(taken.dots) };
    }
    const rows = this.gather(whole);
    const products = k.binary('mul', rows.as(layout), other.as(layout));
    const axes = products.shape.map((_, axis) => axis).slice(1);
    return { rows, dots: k.download(k.reduce('sum', products, axes, false)) };
  }

  /** A value of the whole batch that is zero for all other images. */
  scatter(rows: Value): Value {
    const layout = rows.preferred;
    const map = rowsAt(this.images, this.#batch);
    return new Value(this.#kernels, mapAxis(this.#kernels, rows.as(layout), 0, map), layout);
  }

  /** A value of the whole batch with this part's rows added to its images, perhaps rectified. */
  addRows(whole: Value, rows: Value, { rectified = false, wantsMeans = false } = {}): Value {
    const k = this.#kernels;
    const layout = rows.preferred;
    const [x, added] = [whole.as(layout), rows.as(layout)];
    const isFused = k.fused !== undefined && wantsMeans && layout === 'nhwc';
    const sum =
      isFused && x.dtype === 'float32' && added.dtype === 'float32'
        ? k.fused.addRows(x, added, this.images, { rectified, wantsMeans })
        : { y: k.addRows(x, added, this.images, rectified) };
    return Value.ofMap(k, sum, layout);
  }

  freeAll(): void {
    for (const value of this.values.values()) value.free();
    this.gradients.freeAll();
  }
}
