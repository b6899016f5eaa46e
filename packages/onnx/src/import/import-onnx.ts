import { BATCH_PROBES, findBlocks, verify } from '@picojoule/graph';
import { type Block, type Dimension, type Graph, PicojouleError } from '@picojoule/spec';
import { batchNeeded, dimensionEmpty, dimensionFree } from '../errors.ts';
import { decodeModel } from '../format/decode-model.ts';
import { type Lowered, lower } from './lower.ts';
import { mergeBatches } from './merge-batches.ts';
import { type OnnxImportOptions, readSource } from './read-source.ts';
import type { Source, SourceInput } from './source.ts';

/** Additions times nodes beyond which no residual blocks are looked for; ResNet-1202 has 2.5 million. */
const MOST_BLOCK_WORK = 2e7;

/**
 * Reads an ONNX model of operator sets 7 to 27 (older ones where they mean the same) into a graph:
 * shape arithmetic and operations on weights are folded, padding is made explicit, one-dimensional
 * layers become two-dimensional, residual blocks are found. Names of nodes and values are those of the
 * file. A symbolic first dimension of the inputs becomes the batch; weights made by ConstantOfShape
 * stay fills.
 *
 * @throws PicojouleError `ONNX_*` names what is damaged, unsupported (all operators at once) or free;
 *   `GRAPH_*` when shapes do not fit.
 */
export function importOnnx(bytes: Uint8Array, options: OnnxImportOptions = {}): Graph {
  const notes = new Set<string>();
  const note = (line: string) => {
    if (!notes.has(line)) options.note?.(line);
    notes.add(line);
  };
  const source = readSource(decodeModel(bytes), { ...options, note });
  const { shapes, lowered } = lowerForAnyBatch(source, options.batch, note);
  const graph: Graph = {
    name: source.name,
    inputs: source.inputs.map(({ name }, i) => ({ name, type: 'float32', shape: shapes[i]! })),
    outputs: source.outputs,
    ...lowered,
    masks: {},
    blocks: [],
  };
  verify(graph);
  return { ...graph, blocks: blocksOf(graph, note) };
}

interface Result {
  readonly shapes: readonly (readonly Dimension[])[];
  readonly lowered: Lowered;
}

function lowerForAnyBatch(
  source: Source,
  batch: number | undefined,
  note: (line: string) => void,
): Result {
  const names = batchNames(source.inputs);
  const shapes = source.inputs.map((input) => shapeWithBatch(input, names));
  const lowerWith = (size: number) =>
    lower(
      source,
      shapes.map((shape) => sized(shape, size)),
      note,
    );
  if (!shapes.flat().includes('batch')) return { shapes, lowered: lowerWith(1) };
  const free = probe(lowerWith);
  if ('lowered' in free) return { shapes, lowered: free.lowered };
  if (batch !== undefined) {
    return { shapes: shapes.map((shape) => sized(shape, batch)), lowered: lowerWith(batch) };
  }
  throw free.error;
}

/** Lowers for two batches; where that fails though one image would do, the batch has to be known. */
function probe(
  lowerWith: (batch: number) => Lowered,
): { readonly lowered: Lowered } | { readonly error: PicojouleError } {
  try {
    const [first, second] = BATCH_PROBES;
    const [a, b] = [lowerWith(first), lowerWith(second)];
    const merged = mergeBatches(a, b);
    return 'reason' in merged ? { error: batchNeeded(merged.reason) } : { lowered: merged };
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw error;
    const isFree = error.code !== 'ONNX_LIMIT' && worksForOne(lowerWith);
    return { error: isFree ? batchNeeded(error.message) : error };
  }
}

function worksForOne(lowerWith: (batch: number) => Lowered): boolean {
  try {
    lowerWith(1);
    return true;
  } catch (error) {
    if (!(error instanceof PicojouleError)) throw error;
    return false;
  }
}

/** Names of free first dimensions: wherever they stand, they mean the batch. */
const batchNames = (inputs: readonly SourceInput[]): ReadonlySet<string> =>
  new Set(
    inputs.flatMap(({ shape: [first] }) =>
      typeof first === 'string' && first !== '' ? [first] : [],
    ),
  );

function shapeWithBatch(
  { name, shape }: SourceInput,
  names: ReadonlySet<string>,
): readonly Dimension[] {
  return shape.map((size, axis) => {
    if (typeof size === 'number') {
      if (size <= 0) throw dimensionEmpty(name, shape);
      return size;
    }
    if (axis === 0 || names.has(size)) return 'batch';
    throw dimensionFree(
      name,
      shape.map((dimension) => `${dimension || '?'}`),
    );
  });
}

const sized = (shape: readonly Dimension[], batch: number): readonly number[] =>
  shape.map((size) => (size === 'batch' ? batch : size));

function blocksOf(graph: Graph, note: (line: string) => void): readonly Block[] {
  const additions = graph.nodes.filter((node) => node.op === 'Add').length;
  if (additions * graph.nodes.length > MOST_BLOCK_WORK) {
    note('the graph is too large to look for residual blocks');
    return [];
  }
  return findBlocks(graph);
}
