import type { Graph } from '@picojoule/spec';
import { graphMalformed, type Unsupported, unsupportedOperators } from '../errors.ts';
import { foldNode } from '../fold/fold-node.ts';
import { importRules } from '../operators/import-rules.ts';
import { Lowering, NodeView, UnsupportedNode } from './lowering.ts';
import type { Source, SourceNode } from './source.ts';

/** A graph whose every size is a number. */
export type Lowered = Pick<Graph, 'nodes' | 'parameters'>;

/**
 * Turns the nodes of a file into those of a graph, for inputs of known shapes; folds what is known.
 *
 * @throws PicojouleError `ONNX_UNSUPPORTED` with all operators that have no place in a graph.
 */
export function lower(
  source: Source,
  inputShapes: readonly (readonly number[])[],
  note: (line: string) => void,
): Lowered {
  const lowering = new Lowering(source, inputShapes, note);
  const found: Unsupported[] = [];
  /** Values that unsupported nodes make: nothing is known of them. */
  const unknown = new Set<string>();
  for (const node of source.nodes) {
    const isBlind = node.inputs.some((name) => unknown.has(name));
    const reason = isBlind ? reasonWhenBlind(node) : lowerNode(node, lowering);
    if (reason !== undefined) found.push({ operator: node.op, node: node.name, reason });
    if (isBlind || reason !== undefined) for (const value of node.outputs) unknown.add(value);
  }
  if (found.length > 0) throw unsupportedOperators(found);
  const { constants, nodes, parameters, values } = lowering;
  for (const output of source.outputs) {
    const constant = constants.get(output);
    if (constant !== undefined) parameters.set(output, constant);
    else if (!values.has(output)) throw graphMalformed(`output "${output}" is made by nothing`);
  }
  return { nodes, parameters: Object.fromEntries(parameters) };
}

/** Folds a node or puts it into the graph; the reason where neither can be done. */
function lowerNode(node: SourceNode, lowering: Lowering): string | undefined {
  const view = new NodeView(node, lowering);
  const before = lowering.nodes.length;
  try {
    const known = foldNode(view, lowering.budget);
    if (known !== undefined) {
      known.forEach((constant, i) => {
        lowering.budget.made(constant);
        const name = node.outputs[i];
        if (name) lowering.constants.set(name, constant);
      });
      return undefined;
    }
    const rule = importRules.get(node.op);
    if (rule === undefined) return reasonWithoutRule(node);
    rule(view);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnsupportedNode)) throw error;
    lowering.nodes.length = before;
    return error.message;
  }
}

const unknownOperator = 'is no operator of a graph';

const reasonWithoutRule = ({ op }: SourceNode): string =>
  foldNode.knows(op) ? 'runs only on values that are known beforehand' : unknownOperator;

/** Why a node could not be imported whatever its inputs, which nothing is known of. */
const reasonWhenBlind = ({ op }: SourceNode): string | undefined =>
  importRules.has(op) || foldNode.knows(op) ? undefined : unknownOperator;
