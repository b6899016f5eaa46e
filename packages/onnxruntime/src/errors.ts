import { PicojouleError } from '@picojoule/spec';

/** The first line; ONNX Runtime appends stacks of its own. */
const reason = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0];

export const runtimeMissing = (cause: unknown) =>
  new PicojouleError({
    code: 'ORT_MISSING',
    message: `onnxruntime-node cannot be loaded: ${reason(cause)}`,
    next: 'Install the npm package onnxruntime-node; its CPU library comes with it, for x64 and arm64 of Linux, macOS and Windows.',
    cause,
  });

export const modelRefused = (where: string, cause: unknown) =>
  new PicojouleError({
    code: 'ORT_MODEL',
    message: `ONNX Runtime refuses ${where}: ${reason(cause)}`,
    next: nextOfRefusal(`${reason(cause)}`),
    cause,
  });

function nextOfRefusal(why: string): string {
  const instead = 'export the model in float32';
  if (why.includes('data type: 16')) {
    return `It takes no bfloat16 inputs here: ${instead}.`;
  }
  if (why.includes('Could not find an implementation')) {
    return `It lacks this operator for the model's element type, such as double: ${instead}.`;
  }
  return 'Check the file with `pj import <model.onnx>`, which names the damaged or unsupported part.';
}

export const runFailed = (where: string, cause: unknown) =>
  new PicojouleError({
    code: 'ORT_RUN',
    message: `ONNX Runtime failed to run ${where}: ${reason(cause)}`,
    next: 'Compare the shapes of the inputs with those that the model declares.',
    cause,
  });

export const inputsWrong = (
  where: string,
  missing: readonly string[],
  unknown: readonly string[],
) =>
  new PicojouleError({
    code: 'ORT_INPUTS',
    message: `${where} was run with the wrong inputs: ${[
      ...missing.map((name) => `"${name}" is missing`),
      ...unknown.map((name) => `"${name}" is no input`),
    ].join(', ')}`,
    next: 'Pass one tensor for each name in `inputs`.',
  });

export const typeUnsupported = (value: string, type: string) =>
  new PicojouleError({
    code: 'ORT_TYPE',
    message: `"${value}" has elements of type ${type}`,
    next: 'Use a model whose inputs and outputs are float32, float16, double, int32, int64 or bool.',
  });

export const runtimeClosed = (where: string) =>
  new PicojouleError({
    code: 'ORT_CLOSED',
    message: `${where} was run after it was closed`,
    next: 'Open it again.',
  });
