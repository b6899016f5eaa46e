/** bfloat16 only where kernels are run in it: nothing is uploaded or downloaded in it. */
export type ElementType = 'float32' | 'bfloat16' | 'int32' | 'bool';
export type Shape = readonly number[];

/** A tensor that lives on the backend. */
export class Handle {
  readonly shape: Shape;
  readonly dtype: ElementType;
  /** What the kernels know it by. */
  readonly data: unknown;
  /** Owners that outlive the operator that made it; see `Arena`. */
  owners = 0;

  constructor(shape: Shape, dtype: ElementType, data: unknown) {
    this.shape = shape;
    this.dtype = dtype;
    this.data = data;
  }
}

/**
 * Keeps account of handles. What an operator makes is freed when its scope ends, unless an owner (a
 * value, a parameter) has claimed it; the last owner to let go frees it.
 */
export abstract class Arena {
  readonly #made: Handle[] = [];
  #depth = 0;

  protected abstract free(handle: Handle): void;

  /** Handles made outside every scope belong to the caller, who owns them at once. */
  protected made(handle: Handle): Handle {
    if (this.#depth > 0) this.#made.push(handle);
    return handle;
  }

  /** Runs `work`; what it made and nobody owns is freed at the end, also when it throws. */
  scope<T>(work: () => T): T {
    const start = this.#made.length;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      for (let i = start; i < this.#made.length; i++) {
        const handle = this.#made[i]!;
        if (handle.owners === 0) this.free(handle);
      }
      this.#made.length = start;
    }
  }

  own(handle: Handle): Handle {
    handle.owners++;
    return handle;
  }

  disown(handle: Handle): void {
    if (--handle.owners > 0) return;
    // The scope in which it was made may still be open: never free it twice.
    handle.owners = -1;
    this.free(handle);
  }
}
