import type { NodeOf, OperatorName } from '@picojoule/spec';
import { shapeMismatch } from '../errors.ts';

export type Shape = readonly number[];

/** How the output shapes of one operator follow from its inputs' and its attributes. */
export interface ShapeRule<Op extends OperatorName> {
  /** Least and most inputs; those beyond the least are optional and come last. */
  readonly arity: readonly [number, number];
  /** @throws PicojouleError `GRAPH_SHAPE` that names the node, the shapes and the constraint. */
  infer(node: NodeOf<Op>, inputs: readonly Shape[]): readonly Shape[];
}

export type ShapeRules<Op extends OperatorName> = { readonly [Key in Op]: ShapeRule<Key> };

/** Throws the shape error of `node` unless `condition` holds. */
export function constrain(
  node: NodeOf<OperatorName>,
  inputs: readonly Shape[],
  condition: boolean,
  constraint: string,
): asserts condition {
  if (!condition) throw shapeMismatch(node, inputs, constraint);
}

/** Axis in 0 .. rank - 1; negative axes count from the end. */
export function axisOf(
  node: NodeOf<OperatorName>,
  inputs: readonly Shape[],
  axis: number,
  rank: number,
): number {
  constrain(
    node,
    inputs,
    Number.isInteger(axis) && axis >= -rank && axis < rank,
    `axis ${axis} is outside rank ${rank}`,
  );
  return axis < 0 ? axis + rank : axis;
}

/** Several axes, each at most once. */
export function axesOf(
  node: NodeOf<OperatorName>,
  inputs: readonly Shape[],
  axes: readonly number[],
  rank: number,
): readonly number[] {
  const resolved = axes.map((axis) => axisOf(node, inputs, axis, rank));
  constrain(node, inputs, new Set(resolved).size === axes.length, `axes ${axes} repeat`);
  return resolved;
}

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
export const equal = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);
export const positive = (values: readonly number[]): boolean =>
  values.every((value) => Number.isInteger(value) && value >= 1);
export const integers = (values: readonly number[]): boolean => values.every(Number.isInteger);
