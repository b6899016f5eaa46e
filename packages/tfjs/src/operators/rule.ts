import type { Node, NodeOf, OperatorName, Operators, Pass } from '@picojoule/spec';
import type { Handle, Shape } from '../kernels/handle.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Value } from '../runtime/value.ts';

/** What an operator sees of one execution. */
export interface Site<Op extends OperatorName> {
  readonly k: Kernels;
  readonly node: NodeOf<Op>;
  readonly attributes: Operators[Op];
  /** Absent optional inputs are undefined. */
  readonly inputs: readonly (Value | undefined)[];
}

export interface ForwardSite<Op extends OperatorName> extends Site<Op> {
  /** In `train`: batch normalisation uses the batch. */
  readonly training: boolean;
  /** Whether the channel means of the result will be read, which may come with it. */
  readonly wantsMeans: boolean;
  /** Keeps handles for `backward`, which finds them in `saved`. */
  save(...handles: readonly Handle[]): void;
  /** Replaces a parameter when the step has succeeded. */
  replace(parameter: string, handle: Handle): void;
}

export interface BackwardSite<Op extends OperatorName> extends Site<Op> {
  readonly outputs: readonly Value[];
  readonly saved: readonly Handle[];
  /** Of the outputs, as far as the loss depends on them; at least one. */
  readonly gradients: readonly (Value | undefined)[];
  /** Which inputs' gradients are wanted. */
  readonly wanted: readonly boolean[];
  /** Runs the kernels of one pass of a layer with MACs, which makes a row of the ledger. */
  pass<T>(pass: Pass, work: () => T): T;
}

/** One operator: how it runs and how gradients flow back through it. */
export interface Rule<Op extends OperatorName> {
  forward(site: ForwardSite<Op>): readonly Value[];
  /** Gradients of the inputs; undefined for those that are not wanted. Absent: not differentiable. */
  backward?(site: BackwardSite<Op>): readonly (Value | undefined)[];
  /** What `backward` reads besides shapes, so that the rest is freed early. */
  readonly reads?: { readonly inputs?: readonly number[]; readonly outputs?: boolean };
  /** Whether its result is never negative, and its gradient 0 where the result is. */
  readonly isRectified?: true;
  /**
   * Whether it has taken over a rectifier behind it: what `backward` is given has passed through that, and where it
   * merges a skipped block, the merge rectifies as well.
   */
  readonly rectifies?: true;
  /** For each input whether it is a feature map of which only the channel means are read. */
  readonly readsMeans?: readonly boolean[];
  /** Of several nodes that run as one: those with MACs, and the MACs of an image. `macs` is absent. */
  readonly layers?: readonly { readonly node: Node; readonly macs: number }[];
  /** Dense MACs of a pass, all passes alike. Absent: the operator has none and no row in the ledger. */
  macs?(node: NodeOf<Op>, inputs: readonly Shape[], output: Shape): number;
}

/** One rule per operator: the compiler sees that none is missing. */
export type Rules<Op extends OperatorName = OperatorName> = { readonly [Key in Op]: Rule<Key> };

/** The only gradient of an operator with one output. */
export const gradientOf = ({ gradients }: { readonly gradients: readonly (Value | undefined)[] }) =>
  gradients[0]!;

/** Inputs that must be there: the graph was verified. */
export const input = (site: { readonly inputs: readonly (Value | undefined)[] }, at = 0): Value =>
  site.inputs[at]!;
