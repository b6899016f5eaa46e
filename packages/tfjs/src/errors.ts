import { PicojouleError } from '@picojoule/spec';

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

export const unsupportedOperators = (
  backend: string,
  operators: readonly { readonly op: string; readonly nodes: readonly string[] }[],
  purpose: 'run' | 'train',
) =>
  new PicojouleError({
    code: 'TFJS_UNSUPPORTED',
    message: `${backend} cannot ${purpose} ${operators
      .map(({ op, nodes }) => `${op} (${list(nodes)})`)
      .join('; ')}.`,
    next: 'Replace these nodes, or open the graph on a backend whose capabilities list them.',
  });

export const notOneOutput = (graph: string, count: number) =>
  new PicojouleError({
    code: 'TFJS_OUTPUTS',
    message: `Training needs a graph with one output; "${graph}" has ${count}.`,
    next: 'Keep only the output that holds the logits.',
  });

export const closed = () =>
  new PicojouleError({
    code: 'TFJS_CLOSED',
    message: 'The session was closed.',
    next: 'Open the graph again.',
  });

export const notTrainable = () =>
  new PicojouleError({
    code: 'TFJS_NO_OPTIMIZER',
    message: 'The session was opened without an optimizer, so it cannot train.',
    next: 'Pass `optimizer` to open().',
  });

export const wrongInputs = (expected: readonly string[], given: readonly string[]) =>
  new PicojouleError({
    code: 'TFJS_INPUTS',
    message: `The graph takes ${list(expected)}, but was given ${list(given)}.`,
    next: 'Pass one tensor for each input of the graph, under its name.',
  });

export const wrongShape = (name: string, expected: readonly unknown[], given: readonly number[]) =>
  new PicojouleError({
    code: 'TFJS_SHAPE',
    message: `"${name}" has shape [${given}] where [${expected}] is needed.`,
    next: 'Check the layout (feature maps are [N,C,H,W]) and the sizes.',
  });

export const wrongType = (name: string, expected: string, given: string) =>
  new PicojouleError({
    code: 'TFJS_TYPE',
    message: `"${name}" is ${given} where ${expected} is needed.`,
    next: 'Convert the tensor first.',
  });

export const wrongLabels = (message: string) =>
  new PicojouleError({
    code: 'TFJS_LABELS',
    message,
    next: 'Give one class per image, from 0 up to below the number of outputs.',
  });

export const diverged = (step: number, loss: number) =>
  new PicojouleError({
    code: 'TRAIN_DIVERGED',
    message: `The loss of step ${step} is ${loss}; nothing was updated.`,
    next: 'Lower the learning rate, warm up longer, or look for broken images.',
  });

export const wrongPlan = (message: string) =>
  new PicojouleError({
    code: 'TFJS_PLAN',
    message,
    next: "Plan only what the backend's capabilities state, for blocks and nodes of the graph.",
  });

export const unknownTensor = (name: string, what: 'value' | 'parameter') =>
  new PicojouleError({
    code: 'TFJS_UNKNOWN',
    message: `The graph has no ${what} "${name}".`,
    next: 'Use a name from the graph.',
  });

export const hiddenByGate = (name: string, block: string) =>
  new PicojouleError({
    code: 'TFJS_GATED',
    message: `"${name}" is made inside the gated block "${block}", for some images of a batch only.`,
    next: "Ask for the output of the block's merge, or take the gate out of the graph.",
  });

export const noBackward = (loss: string) =>
  new PicojouleError({
    code: 'TFJS_LOGITS',
    message: `The graph's output has shape [${loss}]; the loss needs logits [images, classes].`,
    next: 'End the graph in a Gemm, a Flatten or a Reshape to two dimensions.',
  });

export const notInstalled = () =>
  new PicojouleError({
    code: 'TFJS_NATIVE_MISSING',
    message: 'The native library of tfjs-node is not installed.',
    next: 'Run `pj setup native`, or use tfjsWasm().',
  });

export const wasmFailed = (kernel: string, cause: Error) =>
  new PicojouleError({
    code: 'TFJS_WASM',
    message: `The WebAssembly kernel ${kernel} failed, most likely for lack of memory: ${cause.message}.`,
    next: 'Use smaller batches or images, or the backend tfjs-native.',
    cause,
  });
