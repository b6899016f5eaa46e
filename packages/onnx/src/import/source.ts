import type { FillTensor, Tensor } from '@picojoule/spec';
import type { Attributes } from '../format/attributes.ts';

/** A tensor that is known while importing. */
export type Constant = Tensor | FillTensor;

/** A dimension as the file has it: a number, or a name ('' where it is free without a name). */
export type SourceDimension = number | string;

export interface SourceInput {
  readonly name: string;
  readonly shape: readonly SourceDimension[];
  /** The type of integers, which the graph carries as float32. */
  readonly whole: string | undefined;
}

export interface SourceNode {
  readonly op: string;
  /** Unique; made up from the first output where the file has none. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** A model as it was read: live nodes in execution order, constants decoded. */
export interface Source {
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly SourceInput[];
  readonly outputs: readonly string[];
  readonly nodes: readonly SourceNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** All names that the file uses for values or nodes. */
  readonly names: ReadonlySet<string>;
}
