import type { FillTensor, Tensor } from '@picojoule/spec';
import type { OnnxNode } from '../import/onnx-node.ts';
import { arithmeticFolds } from './arithmetic.ts';
import type { FoldBudget } from './budget.ts';
import { constantFolds } from './constants.ts';
import { layoutFolds } from './layout.ts';
import { shapeFolds } from './shape.ts';

type Constant = Tensor | FillTensor;

/** Computes the outputs of a node whose inputs are all known. */
export type FoldRule = (
  node: OnnxNode,
  operands: readonly Constant[],
  budget: FoldBudget,
) => readonly Constant[];

const rules = new Map<string, FoldRule>(
  Object.entries({ ...layoutFolds, ...arithmeticFolds, ...constantFolds }),
);
const ofShape = new Map(Object.entries(shapeFolds));
const sources: ReadonlySet<string> = new Set(['Constant']);

/** The outputs of a node where they are known while importing, else undefined. */
export function foldNode(node: OnnxNode, budget: FoldBudget): readonly Constant[] | undefined {
  const shapeRule = ofShape.get(node.op);
  if (shapeRule !== undefined) return [shapeRule(node)];
  const rule = rules.get(node.op);
  if (rule === undefined) return undefined;
  if (sources.has(node.op)) return rule(node, [], budget);
  const operands: Constant[] = [];
  for (const [position, name] of node.inputs.entries()) {
    if (name === '') continue;
    const constant = node.constant(position);
    if (constant === undefined) return undefined;
    operands.push(constant);
  }
  if (operands.length === 0) return node.malformed('has no inputs');
  return rule(node, operands, budget);
}

/** Whether an operator can be folded at all. */
foldNode.knows = (op: string): boolean => rules.has(op) || ofShape.has(op);
