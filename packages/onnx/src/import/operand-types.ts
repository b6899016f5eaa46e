import type { DataType, OperatorName } from '@picojoule/spec';

/** Elements of an operand. */
export interface OperandType {
  /** As the graph carries them. */
  readonly type: DataType;
  /** The file's type of integers that the graph carries as float32. */
  readonly whole?: string | undefined;
}

/** Operators that also take indices and flags. */
const typeFree: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'Cast',
  'Identity',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Concat',
  'Slice',
  'Split',
]);

/** Operators that choose among numbers, and so mean the same for integers carried as float32. */
const choosing: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'Clip',
  'MaxPool',
  'Pad',
  'Relu',
]);

/** Why an operator cannot take these operands; undefined where it can. All others compute in float32. */
export function typeProblem(
  op: OperatorName,
  operands: readonly OperandType[],
): string | undefined {
  const [first] = operands;
  if (typeFree.has(op)) {
    const other = operands.find(({ type }) => type !== first!.type);
    return other && `joins ${first!.type} and ${other.type} elements`;
  }
  const whole = choosing.has(op) ? undefined : operands.find(({ whole }) => whole)?.whole;
  const other = whole ?? operands.find(({ type }) => type !== 'float32')?.type;
  return other && `computes with ${other} feature maps`;
}
