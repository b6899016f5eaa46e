import type { Graph, Node } from '@picojoule/spec';

export type ParameterRole = 'weight' | 'bias' | 'scale' | 'slope';

export interface TrainableParameter {
  readonly name: string;
  readonly role: ParameterRole;
  /** Name of the first node that reads it. */
  readonly node: string;
}

/** Roles of an operator's inputs by position; statistics and constants have none. */
function rolesOf(node: Node): readonly (ParameterRole | undefined)[] {
  switch (node.op) {
    case 'Conv':
    case 'ConvTranspose':
    case 'Gemm':
      return [undefined, 'weight', 'bias'];
    case 'MatMul':
      return [undefined, 'weight'];
    case 'BatchNormalization':
      return [undefined, 'scale', 'bias'];
    case 'PRelu':
      return [undefined, 'slope'];
    default:
      return [];
  }
}

/**
 * Name of the filter or matrix of a Conv, ConvTranspose, Gemm or MatMul: its second input. Gemm and
 * MatMul may read an activation there; `Object.hasOwn(graph.parameters, name)` tells.
 */
export function weightOf(node: Node): string | undefined {
  const position = rolesOf(node).indexOf('weight');
  return position < 0 ? undefined : node.inputs[position];
}

/**
 * The parameters that training changes, each once, in execution order: weights and biases of Conv,
 * ConvTranspose, Gemm and MatMul, scale and bias of batch normalisation, slopes of PRelu. Not running
 * statistics (the forward pass updates them), and not constants that are used element by element.
 */
export function trainableParameters(graph: Graph): readonly TrainableParameter[] {
  const found = new Map<string, TrainableParameter>();
  for (const node of graph.nodes) {
    rolesOf(node).forEach((role, position) => {
      const name = node.inputs[position];
      if (role === undefined || name === undefined || found.has(name)) return;
      if (Object.hasOwn(graph.parameters, name)) found.set(name, { name, role, node: node.name });
    });
  }
  return [...found.values()];
}
