import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Puts back the two functions of `node:util` that `@tensorflow/tfjs-node` 4.22 calls and that
 * Node.js 23 removed. They are replaced on older versions too, where each prints a warning that it
 * is deprecated; they do the same.
 */
export function shimNodeUtil(util: Record<string, unknown> = require('node:util')): void {
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
