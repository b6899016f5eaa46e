import type { Kernels } from '../kernels/kernels.ts';
import type { Part } from './part.ts';
import { sumTerms, type Term } from './sum-terms.ts';
import type { Value } from './value.ts';

/**
 * Gradients by the name of what they belong to. What is added is kept as it is until the sum is asked for.
 */
export class Gradients {
  readonly #kernels: Kernels;
  readonly #terms = new Map<string, Term[]>();

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Takes ownership. */
  add(name: string, value: Value): void {
    this.#add(name, { value });
  }

  /** Adds the gradient of a part of the batch. Takes ownership. */
  addRows(name: string, value: Value, part: Part): void {
    this.#add(name, { value, part });
  }

  #add(name: string, term: Term): void {
    const terms = this.#terms.get(name);
    if (terms === undefined) this.#terms.set(name, [term]);
    else terms.push(term);
  }

  has(name: string): boolean {
    return this.#terms.has(name);
  }

  get(name: string): Value | undefined {
    return this.#sum(name);
  }

  /** What reaches the input of the rectifier that made `output`, the value of this name. */
  getThroughRelu(name: string, output: Value): Value | undefined {
    return this.#sum(name, output);
  }

  /** Makes what was added for one value be for another. */
  move(from: string, to: string): void {
    for (const term of this.#terms.get(from) ?? []) this.#add(to, term);
    this.#terms.delete(from);
  }

  #sum(name: string, output?: Value): Value | undefined {
    const terms = this.#terms.get(name);
    if (terms === undefined) return undefined;
    const [{ value, part }] = terms as [Term];
    if (terms.length === 1 && part === undefined && output === undefined) return value;
    const sum = this.#kernels.scope(() => sumTerms(this.#kernels, terms, output));
    for (const term of terms) term.value.free();
    this.#terms.set(name, [{ value: sum }]);
    return sum;
  }

  free(name: string): void {
    for (const { value } of this.#terms.get(name) ?? []) value.free();
    this.#terms.delete(name);
  }

  freeAll(): void {
    for (const name of [...this.#terms.keys()]) this.free(name);
  }
}
