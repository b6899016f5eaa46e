import type { Graph, Node, OperatorName } from '@picojoule/spec';
import { batchInvalid, shapeMismatch, unknownValue } from './errors.ts';
import type { Shape, ShapeRule } from './shapes/rule.ts';
import { shapeRules } from './shapes/shape-rules.ts';

/** Shapes of one node's outputs from those of its inputs; an absent optional input is left out. */
export function inferNode(node: Node, inputs: readonly Shape[]): readonly Shape[] {
  // The table has an entry for `node.op` of exactly this operator; TypeScript cannot see the pairing.
  const rule = shapeRules[node.op] as ShapeRule<OperatorName>;
  const [least, most] = rule.arity;
  if (inputs.length < least || inputs.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw shapeMismatch(node, inputs, `it takes ${wanted} input(s)`);
  }
  const outputs = rule.infer(node, inputs);
  if (outputs.length !== node.outputs.length) {
    throw shapeMismatch(
      node,
      inputs,
      `it makes ${outputs.length} output(s), not ${node.outputs.length}`,
    );
  }
  return outputs;
}

/** Shapes of the graph's inputs and parameters, by name. */
export function givenShapes(graph: Graph, batch: number): Record<string, Shape> {
  const shapes: Record<string, Shape> = Object.create(null);
  for (const [name, { shape }] of Object.entries(graph.parameters)) shapes[name] = shape;
  for (const { name, shape } of graph.inputs) {
    shapes[name] = shape.map((size) => (size === 'batch' ? batch : size));
  }
  return shapes;
}

/**
 * Shapes of all values of a graph, inputs and parameters included, by name.
 *
 * @param batch Size of every dimension that is written 'batch'.
 * @throws PicojouleError `GRAPH_SHAPE` names the node, its inputs' shapes and the constraint that fails;
 *   `GRAPH_UNKNOWN_VALUE` when a node reads what nothing made.
 */
export function inferShapes(graph: Graph, batch: number): Record<string, Shape> {
  if (!(Number.isInteger(batch) && batch > 0)) throw batchInvalid(batch);
  const shapes = givenShapes(graph, batch);
  for (const node of graph.nodes) {
    const inputs = node.inputs
      .filter((name) => name !== '')
      .map((name) => {
        const shape = shapes[name];
        if (shape === undefined) throw unknownValue(node, name);
        return shape;
      });
    inferNode(node, inputs).forEach((shape, i) => {
      shapes[node.outputs[i]!] = shape;
    });
  }
  return shapes;
}
