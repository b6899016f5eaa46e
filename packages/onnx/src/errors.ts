import { PicojouleError } from '@picojoule/spec';

/** One line each, whatever names are in it. */
const lines = (items: readonly string[]) =>
  items.map((item) => `\n  - ${item.replaceAll(/\s+/g, ' ')}`).join('');

export const notOnnx = (problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'ONNX_DAMAGED',
    message: `this is not a whole ONNX model: ${problem}`,
    next: 'Fetch or export the file again, and compare its size with the original.',
    cause,
  });

export const tooLarge = (what: string, limit: string) =>
  new PicojouleError({
    code: 'ONNX_LIMIT',
    message: `${what}; the importer takes at most ${limit}`,
    next: 'Simplify the model (constant folding in the tool that exported it), or split it.',
  });

export const opsetUnsupported = (version: number | undefined) =>
  new PicojouleError({
    code: 'ONNX_OPSET',
    message:
      version === undefined
        ? 'the model names no operator set'
        : `the model uses operator set ${version}`,
    next: 'Export it with an operator set from 7 to 27.',
  });

export interface Unsupported {
  readonly operator: string;
  readonly node: string;
  readonly reason: string;
}

/** All operators that cannot be imported, each with its reasons and nodes. */
export const unsupportedOperators = (found: readonly Unsupported[]) => {
  const groups = new Map<string, string[]>();
  for (const { operator, node, reason } of found) {
    const key = `${operator}: ${reason}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const shown = [...groups].map(([key, nodes]) => {
    const first = nodes.slice(0, 20).map((node) => `"${node}"`);
    const rest = nodes.length > 20 ? ` and ${nodes.length - 20} more` : '';
    return `${key} (${first.join(', ')}${rest})`;
  });
  return new PicojouleError({
    code: 'ONNX_UNSUPPORTED',
    message: `the model needs what cannot be imported:${lines(shown)}`,
    next: 'Export it as a plain inference network (batch norm and dropout in evaluation mode), or replace these layers.',
  });
};

export const batchNeeded = (reason: string) =>
  new PicojouleError({
    code: 'ONNX_BATCH',
    message: `the batch size of this model is free, but the model needs a number: ${reason}`,
    next: 'Import it with `--batch <n>` (option `batch`).',
  });

export const dimensionFree = (input: string, dimensions: readonly string[]) =>
  new PicojouleError({
    code: 'ONNX_DYNAMIC',
    message: `input "${input}" has sizes that are not fixed: [${dimensions.join(', ')}]; only the first one, the batch, may be free`,
    next: 'Export the model with fixed image sizes; `--batch <n>` (option `batch`) sets the batch and what has its name.',
  });

export const dimensionEmpty = (input: string, dimensions: readonly (number | string)[]) =>
  new PicojouleError({
    code: 'ONNX_DYNAMIC',
    message: `input "${input}" has sizes that are zero or negative: [${dimensions.map((size) => (size === '' ? '?' : size)).join(', ')}]`,
    next: 'Export the model with fixed image sizes.',
  });

export const inputUnsupported = (input: string, problem: string) =>
  new PicojouleError({
    code: 'ONNX_INPUT',
    message: `input "${input}" ${problem}`,
    next: 'Networks take float32 tensors; give other inputs a fixed value with the option `constants`.',
  });

export const graphMalformed = (problem: string) =>
  new PicojouleError({
    code: 'ONNX_GRAPH',
    message: `the graph of this model is malformed: ${problem}`,
    next: 'Check the file with the tool that made it; each value is made once and before its use.',
  });

export const nodeMalformed = (operator: string, node: string, problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'ONNX_NODE',
    message: `${operator} "${node}" ${problem}`,
    next: 'Compare the node with the ONNX specification of its operator set.',
    cause,
  });

export const tensorMalformed = (name: string, problem: string) =>
  new PicojouleError({
    code: 'ONNX_TENSOR',
    message: `tensor "${name}" ${problem}`,
    next: 'Fetch or export the file again, with all the weights that it declares.',
  });

export const externalData = (name: string, problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'ONNX_EXTERNAL',
    message: `the external data of tensor "${name}" ${problem}`,
    next: 'Keep the data file beside the model, under the name that the model states.',
    cause,
  });

export const exportFailed = (problem: string, cause?: unknown) =>
  new PicojouleError({
    code: 'ONNX_EXPORT',
    message: `the graph cannot be written as ONNX: ${problem}`,
    next: 'Call verify(graph) to see what is wrong with the graph.',
    cause,
  });

export const batchFixed = (graph: string, reason: string, cause?: unknown) =>
  new PicojouleError({
    code: 'ONNX_BATCH_FIXED',
    message: `network "${graph}" cannot be run with batches of any size: ${reason}`,
    next: 'Export the model so that each image stands for itself, with a free first dimension.',
    cause,
  });
