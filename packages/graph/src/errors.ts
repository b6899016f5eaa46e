import { type Node, PicojouleError } from '@picojoule/spec';

const list = (lines: readonly string[]) => lines.map((line) => `\n  - ${line}`).join('');

export const graphInvalid = (graph: string, problems: readonly string[]) =>
  new PicojouleError({
    code: 'GRAPH_INVALID',
    message: `graph "${graph}" has ${problems.length} problem(s):${list(problems)}`,
    next: 'Correct the model file or the code that built the graph; each line names the place.',
  });

const show = (shapes: readonly (readonly number[])[]) =>
  shapes.map((shape) => `[${shape.join(',')}]`).join(', ');

export const shapeMismatch = (
  node: Pick<Node, 'name' | 'op'>,
  inputs: readonly (readonly number[])[],
  constraint: string,
) =>
  new PicojouleError({
    code: 'GRAPH_SHAPE',
    message: `${node.op} "${node.name}" cannot take inputs of shape ${show(inputs)}: ${constraint}`,
    next: 'Compare the shapes with the operator in the ONNX specification, and check the batch size.',
  });

export const unknownValue = (node: Pick<Node, 'name' | 'op'>, value: string) =>
  new PicojouleError({
    code: 'GRAPH_UNKNOWN_VALUE',
    message: `${node.op} "${node.name}" reads "${value}", which no input, parameter or earlier node makes`,
    next: 'Call verify(graph) to see all problems of the graph at once.',
  });

export const unknownParameter = (graph: string, name: string) =>
  new PicojouleError({
    code: 'GRAPH_UNKNOWN_PARAMETER',
    message: `graph "${graph}" has no parameter "${name}"`,
    next: 'Use a name from Object.keys(graph.parameters).',
  });

export const parameterShape = (
  name: string,
  expected: readonly number[],
  given: readonly number[],
) =>
  new PicojouleError({
    code: 'GRAPH_PARAMETER_SHAPE',
    message: `parameter "${name}" has shape ${show([expected])}, its replacement has ${show([given])}`,
    next: 'Pass a tensor of the same shape; a change of shape needs a new graph.',
  });

export const maskSize = (name: string, expected: number, given: number) =>
  new PicojouleError({
    code: 'GRAPH_MASK_SIZE',
    message: `parameter "${name}" has ${expected} elements, its mask has ${given}`,
    next: 'Make the mask as long as the parameter: one 0 or 1 per element in row-major order.',
  });

export const unknownNode = (graph: string, name: string) =>
  new PicojouleError({
    code: 'GRAPH_UNKNOWN_NODE',
    message: `graph "${graph}" has no node "${name}", but the ledger has a row for it`,
    next: 'Price the ledger with the graph that was trained, gates of the savers included.',
  });

export const batchInvalid = (batch: number) =>
  new PicojouleError({
    code: 'GRAPH_BATCH',
    message: `a batch of ${batch} images is not a positive whole number`,
    next: 'Pass a batch of 1 or more.',
  });
