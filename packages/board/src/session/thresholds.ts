import { type Tensor, type Tensors, tensor } from '@picojoule/spec';
import type { Register } from './register.ts';

const LARGEST = '.prediction';
const MOST = 2 ** 31 - 1;

/**
 * From which prediction on a tile is decided (hardware/doc/numerics.md, "Predicted signs"): a share of the
 * largest of the step before, as its significant bits tell it, by parameter and in units of the gradient.
 */
export class Thresholds {
  readonly #largest = new Map<string, number>();

  /** In units of 2^e; `sigma`: what the gradients of this step are multiplied by. */
  of(parameter: string, beta: number, sigma: number, e: number): number {
    const largest = this.#largest.get(parameter) ?? 0;
    return Math.min(MOST, Math.ceil(beta * largest * sigma * 2 ** -e));
  }

  /** Takes up what a register collected in a step. */
  learn(parameter: string, { e, bits }: Register, sigma: number): void {
    // As a checkpoint holds it, so that a resumed run has the same.
    this.#largest.set(parameter, bits === 0 ? 0 : Math.fround(2 ** (bits - 1 + e) / sigma));
  }

  /** As tensors of one element. */
  state(): Tensors {
    const entries = [...this.#largest].map(
      ([name, value]) => [name + LARGEST, tensor([1], [value])] as const,
    );
    return Object.fromEntries(entries);
  }

  restore(state: Readonly<Record<string, Tensor>>): void {
    this.#largest.clear();
    for (const [name, { values }] of Object.entries(state)) {
      if (name.endsWith(LARGEST)) this.#largest.set(name.slice(0, -LARGEST.length), values[0]!);
    }
  }
}
