import type { DataType, OperatorName } from '@picojoule/spec';

/** Elements of an operand. */
export interface OperandType {
  /** As the graph carries them. */
  readonly type: DataType;
  /** True for integers of the file that the graph carries as float32. */
  readonly isWhole?: boolean;
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
  const other = operands.find(({ type }) => type !== 'float32');
  if (other !== undefined) return `computes with ${other.type} feature maps`;
  const isWhole = operands.some((operand) => operand.isWhole);
  return isWhole && !choosing.has(op) ? 'computes with integer feature maps' : undefined;
}
