import { isDeepStrictEqual } from 'node:util';
import { PicojouleError } from '@picojoule/spec';
import { lawViolated } from './errors.ts';

/** Throws a violation unless `condition` holds. */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw lawViolated(message);
}

/** Structural equality, typed arrays included, whatever the prototypes. */
const equal = (a: unknown, b: unknown) => isDeepStrictEqual(structuredClone(a), structuredClone(b));

/** Demands structural equality. */
export function demandEqual(actual: unknown, expected: unknown, what: string): void {
  demand(equal(actual, expected), `${what}: ${show(actual)} is not ${show(expected)}`);
}

/** |a - b| at most `tolerance` times the larger of |a| and |b|. */
export function demandClose(actual: number, expected: number, tolerance: number, what: string) {
  const size = Math.max(Math.abs(actual), Math.abs(expected));
  const close = Math.abs(actual - expected) <= tolerance * size;
  demand(close, `${what}: ${actual} is not ${expected}`);
}

/** What an implementation may throw is a PicojouleError, and nothing else. */
export function demandPicojouleError(
  error: unknown,
  what: string,
): asserts error is PicojouleError {
  const shown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  demand(error instanceof PicojouleError, `${what} must be a PicojouleError, is ${shown}`);
}

/** Demands that a call rejects (or throws), and returns what it rejected with. */
export async function demandRejects(call: () => unknown, what: string): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw lawViolated(`${what} must reject`);
}

/** The value of a promise that settles in time. */
export async function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  what: string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(lawViolated(`${what} took longer than ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Demands that `body` leaves `value` as it was. */
export async function demandUntouched<T>(
  value: unknown,
  what: string,
  body: () => Promise<T> | T,
): Promise<T> {
  const before = structuredClone(value);
  const result = await body();
  demand(equal(value, before), `${what} must not be changed`);
  return result;
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part) =>
    ArrayBuffer.isView(part) ? [...(part as Uint8Array)] : part,
  );
  return text === undefined
    ? String(value)
    : text.length > 200
      ? `${text.slice(0, 200)} ...`
      : text;
}
