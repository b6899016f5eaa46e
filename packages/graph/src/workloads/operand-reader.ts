import type { Graph, PerOperand, Precision } from '@picojoule/spec';
import { densityOf } from '../density.ts';
import { meanOver, type OperandPart, type PassOperands } from './operand.ts';

/** Densities of a pass's operands: parameters counted once each, values and gradients looked up. */
export function densityReader(
  graph: Graph,
  densities: Readonly<Record<string, number>>,
  gradients: ReadonlyMap<string, number>,
) {
  const counted = new Map<string, number>();
  const read = ({ of, gradient }: OperandPart): number => {
    if (gradient) return gradients.get(of) ?? 1;
    const parameter = Object.hasOwn(graph.parameters, of) ? graph.parameters[of] : undefined;
    if (parameter === undefined) return Object.hasOwn(densities, of) ? densities[of]! : 1;
    const known = counted.get(of) ?? densityOf(parameter, graph.masks[of]);
    counted.set(of, known);
    return known;
  };
  return (operands: PassOperands) => perOperand(operands, read, 1);
}

/** Widths of a pass's operands, by what they are. */
export function bitsReader(graph: Graph, { activation, weight, gradient }: Precision) {
  const read = (part: OperandPart): number => {
    if (part.gradient) return gradient;
    return Object.hasOwn(graph.parameters, part.of) ? weight : activation;
  };
  return (operands: PassOperands) => perOperand(operands, read, activation);
}

const perOperand = (
  { input, weight, output }: PassOperands,
  read: (part: OperandPart) => number,
  none: number,
): PerOperand<number> => ({
  input: meanOver(input, read, none),
  weight: meanOver(weight, read, none),
  output: meanOver(output, read, none),
});
