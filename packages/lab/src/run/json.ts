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

/** Equality of JSON values, whatever the order of keys. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a, b] as { readonly [key: string]: Json }[];
  const keys = Object.keys(left!);
  if (keys.length !== Object.keys(right!).length) return false;
  return keys.every((key) => Object.hasOwn(right!, key) && equalJson(left![key]!, right![key]!));
}
