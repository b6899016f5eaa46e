import type { Kernels } from '../kernels/kernels.ts';
import type { Part } from './part.ts';
import { Value } from './value.ts';

/** Gradients by the name of what they belong to; contributions are summed in order of arrival. */
export class Gradients {
  readonly #kernels: Kernels;
  readonly #values = new Map<string, Value>();

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Takes ownership. */
  add(name: string, value: Value): void {
    const present = this.#values.get(name);
    if (present === undefined) {
      this.#values.set(name, value);
      return;
    }
    const k = this.#kernels;
    const { layout } = present;
    k.scope(() => {
      const sum = k.binary('add', present.as(layout), value.as(layout));
      this.#values.set(name, new Value(k, sum, layout));
    });
    present.free();
    value.free();
  }

  /** Adds the gradient of a part of the batch, which it leaves to the caller. */
  addRows(name: string, rows: Value, part: Part): void {
    const present = this.#values.get(name);
    const k = this.#kernels;
    k.scope(() => {
      const sum = present === undefined ? part.scatter(rows) : part.addRows(present, rows);
      this.#values.set(name, sum);
    });
    present?.free();
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  free(name: string): void {
    this.#values.get(name)?.free();
    this.#values.delete(name);
  }

  freeAll(): void {
    for (const name of [...this.#values.keys()]) this.free(name);
  }
}
