import type { Graph, Node, NodeOf, OperatorName } from '@picojoule/spec';
import { foldedConvolution } from '../operators/folded-convolution.ts';
import type { Rule } from '../operators/rule.ts';
import { innerValues, replaceNodes } from './join-nodes.ts';

/** A graph in which nodes have taken over others. */
export interface Folded {
  readonly graph: Graph;
  /** How those nodes run, by name. */
  readonly rules: ReadonlyMap<string, Rule<OperatorName>>;
}

/**
 * The graph for running forward: a convolution takes over the batch norm that alone reads it, and the
 * norm's parameters behind its own three inputs. `observed` values are still made.
 *
 * @returns also the epsilon of each norm, by the convolution that took it over.
 */
export function foldNorms(
  graph: Graph,
  observed: ReadonlySet<string>,
): Folded & { readonly epsilons: ReadonlyMap<string, number> } {
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const isInner = innerValues(graph, observed);
  const replaced = new Map<Node, Node | undefined>();
  const rules = new Map<string, Rule<OperatorName>>();
  const epsilons = new Map<string, number>();
  for (const norm of graph.nodes) {
    if (norm.op !== 'BatchNormalization') continue;
    const between = norm.inputs[0]!;
    const conv = made.get(between);
    if (conv?.op !== 'Conv' || !isInner(between)) continue;
    const read = [...conv.inputs.slice(1), ...norm.inputs.slice(1)].filter((name) => name !== '');
    if (!read.every((name) => Object.hasOwn(graph.parameters, name))) continue;
    const [x, filter, bias = ''] = conv.inputs as readonly [string, string, string?];
    const inputs = [x, filter, bias, ...norm.inputs.slice(1)];
    const folded: NodeOf<'Conv'> = { ...conv, inputs, outputs: [norm.outputs[0]!] };
    replaced.set(conv, folded).set(norm, undefined);
    epsilons.set(conv.name, norm.attributes.epsilon);
    // The rule of exactly this operator; TypeScript cannot see the pairing.
    rules.set(conv.name, foldedConvolution(norm.attributes.epsilon) as Rule<OperatorName>);
  }
  return { graph: replaceNodes(graph, replaced), rules, epsilons };
}
