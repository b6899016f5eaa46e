/** A value or parameter of the graph, or the gradient of one, with the number of its elements. */
export interface OperandPart {
  readonly of: string;
  readonly gradient: boolean;
  readonly values: number;
}

/** What a pass reads or writes as one of its operands; nothing when empty. */
export type Operand = readonly OperandPart[];

export interface PassOperands {
  readonly input: Operand;
  readonly weight: Operand;
  readonly output: Operand;
}

export const gradientsOf = (operand: Operand): Operand =>
  operand.map((part) => ({ ...part, gradient: true }));

export const elementsOf = (operand: Operand): number =>
  operand.reduce((sum, { values }) => sum + values, 0);

/** Mean over all elements of an operand; `none` where it has none. */
export function meanOver(
  operand: Operand,
  property: (part: OperandPart) => number,
  none: number,
): number {
  const [first, ...others] = operand;
  if (first === undefined) return none;
  if (others.length === 0) return property(first);
  const sum = operand.reduce((total, part) => total + part.values * property(part), 0);
  return sum / elementsOf(operand);
}
