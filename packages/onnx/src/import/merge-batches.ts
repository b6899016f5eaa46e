import { type Node, valuesOf } from '@picojoule/spec';
import type { Lowered } from './lower.ts';
import type { Constant } from './source.ts';

/** Why two lowerings are not one graph with a free batch. */
export interface Conflict {
  readonly reason: string;
}

/**
 * One graph with a free batch from two that were lowered for different batches. What differs between
 * them follows the batch: in a Reshape that one dimension becomes -1; anywhere else the batch has to be
 * a number.
 */
export function mergeBatches(a: Lowered, b: Lowered): Lowered | Conflict {
  if (a.nodes.length !== b.nodes.length) return { reason: 'its layers depend on it' };
  const nodes: Node[] = [];
  for (const [i, node] of a.nodes.entries()) {
    const merged = mergeNodes(node, b.nodes[i]!);
    if ('reason' in merged) return merged;
    nodes.push(merged);
  }
  const names = Object.keys(a.parameters);
  if (names.length !== Object.keys(b.parameters).length)
    return { reason: 'its constants depend on it' };
  for (const name of names) {
    const other = Object.hasOwn(b.parameters, name) ? b.parameters[name] : undefined;
    if (other === undefined || !equalConstants(a.parameters[name]!, other)) {
      return { reason: `constant "${name}" depends on it` };
    }
  }
  return { nodes, parameters: a.parameters };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function mergeNodes(a: Node, b: Node): Node | Conflict {
  const conflict = { reason: `${a.op} "${a.name}" depends on it` };
  if (!same([a.op, a.name, a.inputs, a.outputs], [b.op, b.name, b.inputs, b.outputs]))
    return conflict;
  if (same(a.attributes, b.attributes)) return a;
  if (a.op !== 'Reshape' || b.op !== 'Reshape') return conflict;
  const [left, right] = [a.attributes.shape, b.attributes.shape];
  if (left.length !== right.length) return conflict;
  const free = left.filter((size, axis) => size !== right[axis]).length;
  if (free !== 1 || left.includes(-1)) return conflict;
  const shape = left.map((size, axis) => (size === right[axis] ? size : -1));
  return { ...a, attributes: { shape } };
}

function equalConstants(a: Constant, b: Constant): boolean {
  if (a === b) return true;
  if (a.type !== b.type || !same(a.shape, b.shape)) return false;
  if ('fill' in a && 'fill' in b) return Object.is(a.fill, b.fill);
  if ('fill' in a || 'fill' in b) return false;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  if (left === right) return true;
  return left.every((value, i) => Object.is(value, right[i]));
}
