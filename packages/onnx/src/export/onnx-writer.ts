import type { NodeOf, OperatorName, Tensor } from '@picojoule/spec';
import type { Message } from '../format/schema.ts';

/** What export rules may ask for. */
export interface OnnxWriter {
  /** Adds a constant that ONNX takes as an input and returns its name. */
  constant(hint: string, value: Tensor): string;
  shapeOf(value: string): readonly number[];
}

/** A node as ONNX has it; what is left out is the graph node's own. */
export interface OnnxParts {
  readonly op?: string;
  readonly inputs?: readonly string[];
  readonly attributes?: readonly Message<'AttributeProto'>[];
}

export type ExportRule<Op extends OperatorName> = (
  node: NodeOf<Op>,
  writer: OnnxWriter,
) => OnnxParts;

export type ExportRules<Op extends OperatorName> = { readonly [Key in Op]: ExportRule<Key> };

export const int64s = (values: readonly number[]): Tensor => ({
  type: 'int64',
  shape: [values.length],
  values: Float64Array.from(values),
});

export const floats = (values: readonly number[]): Tensor => ({
  type: 'float32',
  shape: [values.length],
  values: Float32Array.from(values),
});

export const floatScalar = (value: number): Tensor => ({
  type: 'float32',
  shape: [],
  values: Float32Array.of(value),
});
