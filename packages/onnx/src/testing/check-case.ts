import { type Graph, PicojouleError, type Tensor, type Tensors, tensor } from '@picojoule/spec';
import { importOnnx } from '../import/import-onnx.ts';
import type { ConformanceCase } from './read-cases.ts';

/** Runs an imported graph in some way: by a backend, or exported by ONNX Runtime. */
export type Evaluate = (graph: Graph, inputs: Tensors) => Promise<Tensors>;

export type Outcome =
  /** Ran and gave the outputs of the test. */
  | 'match'
  /** Ran and gave something else. */
  | 'mismatch'
  /** Was refused with a reason: by the importer, or by what should run it. */
  | 'refused';

export interface CaseResult {
  readonly suite: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Why it does not match; '' where it does. */
  readonly reason: string;
  /** Inputs of the model that the import was given as constants, such as shapes and bounds. */
  readonly bound: readonly string[];
  /** True where nothing was left to run: the importer computed all outputs. */
  readonly folded: boolean;
}

/** Largest max|a-b| / max|b| per tensor. */
export const TOLERANCE = 1e-4;

/** Runs the model as it is in the file. */
export type Judge = (model: Uint8Array, inputs: Tensors) => Promise<Tensors>;

/**
 * Imports a case, runs it on its inputs and compares with its outputs. Where they differ, the reason
 * says whether a judge, running the original file, differs from the test as well.
 */
export async function checkCase(
  test: ConformanceCase,
  evaluate: Evaluate,
  judge?: Judge,
): Promise<CaseResult> {
  const { suite, name } = test;
  const result = { suite, name, bound: [] as readonly string[], folded: false };
  try {
    const { inputs, outputs } = test.data();
    const { graph, bound, notes } = importWithInputs(test.model, inputs);
    const open = Object.fromEntries(
      graph.inputs.map(({ name: input }) => [input, asFloats(inputs[input]!)]),
    );
    const actual = await evaluate(graph, open);
    let reason = difference(actual, outputs);
    if (reason !== undefined) reason = [reason, ...notes].join('; ');
    if (reason !== undefined && judge !== undefined) {
      reason += await comparedWith(judge, test.model, inputs, actual);
    }
    return {
      ...result,
      bound,
      folded: graph.outputs.every((output) => Object.hasOwn(graph.parameters, output)),
      outcome: reason === undefined ? 'match' : 'mismatch',
      reason: reason ?? '',
    };
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw error;
    return { ...result, outcome: 'refused', reason: error.message };
  }
}

/** Integers as the graph takes them. */
const asFloats = ({ shape, values }: Tensor): Tensor => tensor(shape, values);

/**
 * Imports with as few inputs fixed as the graph allows: indices and flags behind the first input, all
 * of them, then all inputs but the first, then all. ONNX's tests pass shapes, bounds and statistics as inputs, which networks hold as constants.
 */
function importWithInputs(
  model: Uint8Array,
  inputs: Tensors,
): {
  readonly graph: Graph;
  readonly bound: readonly string[];
  readonly notes: readonly string[];
} {
  const all = Object.keys(inputs);
  const indices = all.filter((name) => inputs[name]!.type !== 'float32');
  const attempts = [
    indices.filter((name) => name !== all[0]),
    indices,
    [...new Set([...all.slice(1), ...indices])],
    all,
  ];
  let failure: unknown;
  for (const bound of attempts) {
    const constants = Object.fromEntries(bound.map((name) => [name, inputs[name]!]));
    const notes: string[] = [];
    try {
      const graph = importOnnx(model, { constants, note: (line) => notes.push(line) });
      return { graph, bound, notes };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function comparedWith(
  judge: Judge,
  model: Uint8Array,
  inputs: Tensors,
  actual: Tensors,
): Promise<string> {
  try {
    const judged = difference(actual, await judge(model, inputs));
    return judged === undefined ? ', and is what the judge makes of the original file' : '';
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw error;
    return '';
  }
}

/** What is wrong with the first output that differs. */
function difference(actual: Tensors, expected: Tensors): string | undefined {
  for (const [name, wanted] of Object.entries(expected)) {
    const got = actual[name];
    if (got === undefined) return `output "${name}" is missing`;
    if (JSON.stringify(got.shape) !== JSON.stringify(wanted.shape)) {
      return `output "${name}" has shape [${got.shape}], not [${wanted.shape}]`;
    }
    const error = relativeError(got, wanted);
    if (!(error <= TOLERANCE)) return `output "${name}" differs by ${error.toPrecision(2)}`;
  }
  return undefined;
}

/** max|a-b| / max|b|; equal infinities do not differ. */
export function relativeError(a: Tensor, b: Tensor): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < b.values.length; i++) {
    const [x, y] = [a.values[i]!, b.values[i]!];
    if (Object.is(x, y)) continue;
    difference = Math.max(difference, Math.abs(x - y));
  }
  for (const y of b.values) if (Number.isFinite(y)) largest = Math.max(largest, Math.abs(y));
  return difference === 0 ? 0 : difference / (largest || 1);
}
