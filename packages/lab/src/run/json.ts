import type { Json } from '@picojoule/spec';
import { notJson } from '../errors.ts';

/** JSON text that reads back as an equal value. @throws PicojouleError for what JSON would lose. */
export function toJson(where: string, value: Json, indent?: number): string {
  check(where, value);
  return JSON.stringify(value, null, indent);
}

function check(where: string, value: unknown): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw notJson(where, `it is ${value}`);
      return;
    case 'object':
      break;
    default:
      throw notJson(where, `it is of type ${typeof value}`);
  }
  if (value === null) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(`${where}[${i}]`, value[i]);
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notJson(where, `it is a ${prototype.constructor?.name ?? 'class instance'}`);
  }
  for (const [key, member] of Object.entries(value)) check(`${where}.${key}`, member);
}

/** One place where two JSON values differ; undefined is what one of them does not have. */
export interface Difference {
  /** As in `train.savers.0.name`; empty for the whole. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The places where two JSON values differ, as deep as they can be told; the order of keys is none. */
export function differencesOf(
  before: Json | undefined,
  after: Json | undefined,
  path = '',
): Difference[] {
  if (before === after) return [];
  if (!isNested(before) || !isNested(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    differencesOf(own(before, key), own(after, key), path === '' ? key : `${path}.${key}`),
  );
}

type Nested = { readonly [key: string]: Json };

const isNested = (value: Json | undefined): value is Nested =>
  typeof value === 'object' && value !== null;

const own = (value: Nested, key: string) => (Object.hasOwn(value, key) ? value[key] : undefined);
