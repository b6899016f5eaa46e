import type { DataType, OperatorName, Operators } from '@picojoule/spec';
import type { Attributes } from '../format/attributes.ts';
import type { Constant } from './source.ts';

export interface EmitOptions {
  /** Name of the new node; the ONNX node's own when absent. */
  readonly name?: string;
  /** Names of the values it makes; the first output of the ONNX node when absent. */
  readonly outputs?: readonly string[];
}

/** One node of the file as its import rule sees it, with the means to put it into the graph. */
export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  /** Operator set of the file. */
  readonly opset: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** False for an optional input that is left out. */
  has(position: number): boolean;
  /** Name of an input. @throws ONNX_NODE when it is left out. */
  input(position: number): string;
  shape(position: number): readonly number[];
  type(position: number): DataType;
  /** The value of an input that is known; undefined for a feature map or an input left out. */
  constant(position: number): Constant | undefined;
  /** Numbers of an input that must be known; undefined when it is left out. */
  numbers(position: number, what: string): readonly number[] | undefined;
  /** Adds a node to the graph and returns its first output. */
  emit<Op extends OperatorName>(
    op: Op,
    inputs: readonly string[],
    attributes: Operators[Op],
    options?: EmitOptions,
  ): string;
  /** A value name that nothing has yet. */
  fresh(hint: string): string;
  /** Adds a parameter and returns its name. */
  parameter(hint: string, value: Constant): string;
  /** States the value of an output that is known. */
  define(output: string, value: Constant): void;
  note(line: string): void;
  unsupported(reason: string): never;
  malformed(problem: string): never;
}

/** Puts a node of the file into the graph. */
export type ImportRule = (node: OnnxNode) => void;
