import { type Graph, PicojouleError, sizeOf } from '@picojoule/spec';
import { graphInvalid } from './errors.ts';
import { givenShapes, inferNode } from './infer-shapes.ts';
import type { Shape } from './shapes/rule.ts';
import { shapeRules } from './shapes/shape-rules.ts';
import { verifyBlocks } from './verify-blocks.ts';

/** Two images tell a batch from a 1 that broadcasts. */
const BATCH = 2;

/**
 * Checks that a graph keeps its contract: names unique, every value made once and before its use,
 * parameters as large as their shapes, masks as large as their parameters, shapes that fit (for a batch
 * of two where the batch is free), blocks that are residual blocks.
 *
 * @throws PicojouleError `GRAPH_INVALID` that lists all problems.
 */
export function verify(graph: Graph): void {
  const problems = [...verifyTensors(graph), ...verifyValues(graph)];
  const shapes = verifyShapes(graph, problems);
  problems.push(...verifyBlocks(graph, shapes, BATCH));
  if (problems.length > 0) throw graphInvalid(graph.name, problems);
}

function verifyTensors(graph: Graph): string[] {
  const problems: string[] = [];
  for (const [name, parameter] of Object.entries(graph.parameters)) {
    const { shape } = parameter;
    if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
      problems.push(`parameter "${name}" has the shape [${shape}], which is none`);
    } else if ('values' in parameter && parameter.values.length !== sizeOf(shape)) {
      problems.push(
        `parameter "${name}" of shape [${shape}] needs ${sizeOf(shape)} values, has ${parameter.values.length}`,
      );
    }
  }
  for (const [name, mask] of Object.entries(graph.masks)) {
    if (!Object.hasOwn(graph.parameters, name)) {
      problems.push(`mask "${name}" belongs to no parameter`);
      continue;
    }
    const size = sizeOf(graph.parameters[name]!.shape);
    if (mask.length !== size) {
      problems.push(`mask "${name}" has ${mask.length} elements, its parameter ${size}`);
    }
  }
  return problems;
}

function verifyValues(graph: Graph): string[] {
  const problems: string[] = [];
  const made = new Set<string>();
  const make = (value: string, where: string) => {
    if (value === '') problems.push(`${where} has an empty name`);
    else if (made.has(value)) problems.push(`value "${value}" is made twice, again by ${where}`);
    made.add(value);
  };
  for (const name of Object.keys(graph.parameters)) make(name, `parameter "${name}"`);
  for (const { name, shape } of graph.inputs) {
    make(name, `input "${name}"`);
    if (!shape.every((size) => size === 'batch' || (Number.isInteger(size) && size > 0))) {
      problems.push(`input "${name}" has the shape [${shape}], which is none`);
    }
  }
  const later = new Set(graph.nodes.flatMap((node) => node.outputs));
  const names = new Set<string>();
  for (const node of graph.nodes) {
    const where = `${node.op} "${node.name}"`;
    if (names.has(node.name)) problems.push(`node name "${node.name}" is used twice`);
    names.add(node.name);
    if (!Object.hasOwn(shapeRules, node.op)) problems.push(`${where} is no known operator`);
    for (const value of node.inputs) {
      if (value === '' || made.has(value)) continue;
      problems.push(
        later.has(value)
          ? `${where} reads "${value}" before it is made`
          : `${where} reads "${value}", which nothing makes`,
      );
    }
    for (const value of node.outputs) make(value, where);
  }
  if (graph.outputs.length === 0) problems.push('there is no output');
  for (const value of graph.outputs) {
    if (!made.has(value)) problems.push(`output "${value}" is made by nothing`);
  }
  return problems;
}

/** Infers what can be inferred, adds one problem for each node that does not fit, and goes on. */
function verifyShapes(graph: Graph, problems: string[]): ReadonlyMap<string, Shape> {
  const shapes = new Map(Object.entries(givenShapes(graph, BATCH)));
  for (const node of graph.nodes) {
    if (!Object.hasOwn(shapeRules, node.op)) continue;
    const read = node.inputs.filter((name) => name !== '').map((name) => shapes.get(name));
    const inputs = read.filter((shape) => shape !== undefined);
    if (inputs.length < read.length) continue;
    try {
      inferNode(node, inputs).forEach((shape, i) => {
        shapes.set(node.outputs[i]!, shape);
      });
    } catch (error) {
      if (!(error instanceof PicojouleError)) throw error;
      problems.push(error.message);
    }
  }
  return shapes;
}
