import type { Kernels } from '../kernels/kernels.ts';
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
