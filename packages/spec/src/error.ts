export interface ErrorDetails {
  /** Stable and upper-case, prefixed by the package: `ONNX_TRUNCATED`, `PLUGIN_OPTIONS`. */
  readonly code: string;
  /** What was wrong and where: a file, a layer, a field; one sentence. */
  readonly message: string;
  /** What the user can do next; one sentence. */
  readonly next: string;
  readonly cause?: unknown;
}

/**
 * The one error class of Picojoule. Each package keeps its messages as named functions in its
 * `errors.ts`. Anything else that is thrown is a bug of ours, and is reported as one.
 */
export class PicojouleError extends Error {
  override readonly name = 'PicojouleError';
  readonly code: string;
  readonly next: string;

  constructor({ code, message, next, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.next = next;
  }
}
