import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Puts back the two functions of `node:util` that `@tensorflow/tfjs-node` 4.22 calls and that
 * Node.js 23 removed. Where they exist nothing is changed.
 */
export function shimNodeUtil(util: Record<string, unknown> = require('node:util')): void {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
