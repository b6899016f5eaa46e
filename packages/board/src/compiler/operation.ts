import type { OperatorName, Pass } from '@picojoule/spec';
import type { MacFields } from '../golden/machine/mac-instruction.ts';
import type { Place, ResultPlace, WidePlace } from './geometry.ts';

/** A row of the ledger that work belongs to. */
export interface Label {
  readonly node: string;
  readonly op: OperatorName;
  readonly pass: Pass;
  /** Done once more, for the backward pass (`recomputing`); adds to the row of the first time. */
  readonly again?: true;
}

/** Where the tensors of a program are, once memory is planned. */
export interface Places {
  narrow(tensor: string): Place;
  wide(tensor: string): WidePlace;
  results(tensor: string): ResultPlace;
}

/** A tensor that an operation makes. */
export interface Made {
  readonly name: string;
  /** Of all its planes. */
  readonly words: number;
  /** A tensor of that size that it may lie over: each word of it is read before the same one is written. */
  readonly over?: string;
}

/** Some instructions that belong together, with the tensors that they use. */
export interface Operation {
  readonly label: Label;
  readonly reads: readonly string[];
  readonly writes: readonly Made[];
  emit(places: Places): readonly (MacFields | Uint32Array)[];
}

/** Tensors of a program by what they are; each has a register and a place of its own. */
export const tensorName = {
  value: (name: string) => `value ${name}`,
  gradient: (name: string) => `gradient ${name}`,
  results: (name: string) => `results ${name}`,
  master: (parameter: string) => `parameter ${parameter}`,
  accumulators: (parameter: string) => `accumulators ${parameter}`,
  constant: (c: number) => `constant ${c}`,
} as const;
