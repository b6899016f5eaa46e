import { inferShapes, producersOf, verify } from '@picojoule/graph';
import type { Block, Graph } from '@picojoule/spec';
import { alreadyGated } from '../errors.ts';
import { orderedBlocks } from '../ordered-blocks.ts';
import { type Gate, gateNodes } from './gate-nodes.ts';
import { gateWeights } from './gate-weights.ts';

export interface GatingOptions {
  /** Share of images that a gate begins with, above 0 and below 1. */
  readonly keep: number;
  readonly seed: number;
}

/**
 * A graph whose residual blocks but the first are gated, each by what the block before it made: the
 * feature map that the block itself takes. One LSTM is shared by all gates and runs along the depth.
 *
 * @throws PicojouleError `SLU_GATED` where a block has a gate already.
 */
export function addGates(graph: Graph, options: GatingOptions): Graph {
  const gated = gatedBlocks(graph);
  if (gated.length === 0) return graph;
  const weights = gateWeights(gated, options);
  const before = new Map<string, Gate>();
  let last: Gate | undefined;
  for (const { block, first, featureMap } of gated) {
    last = gateNodes(block, featureMap, weights.names, last?.state);
    before.set(first, last);
  }
  const gates = new Map(gated.map(({ block, first }) => [block, before.get(first)!.probability]));
  const result: Graph = {
    ...graph,
    nodes: graph.nodes.flatMap((node) => [...(before.get(node.name)?.nodes ?? []), node]),
    parameters: { ...graph.parameters, ...weights.tensors },
    blocks: graph.blocks.map((block) => {
      const gate = gates.get(block.name);
      return gate === undefined ? block : { ...block, gate };
    }),
  };
  verify(result);
  return result;
}

interface GatedBlock {
  readonly block: string;
  /** Node before which its gate stands. */
  readonly first: string;
  readonly featureMap: string;
  readonly channels: number;
}

/** Blocks on feature maps, in execution order, without the first, which always runs. */
function gatedBlocks(graph: Graph): readonly GatedBlock[] {
  const taken = graph.blocks.find(({ gate }) => gate !== undefined);
  if (taken !== undefined) throw alreadyGated(taken.name);
  const shapes = inferShapes(graph, 2);
  return orderedBlocks(graph)
    .map((block) => ({ block, featureMap: inputOf(graph, block) }))
    .filter(({ featureMap }) => shapes[featureMap]!.length === 4)
    .map(({ block, featureMap }) => ({
      block: block.name,
      first: block.branch[0]!,
      featureMap,
      channels: shapes[featureMap]![1]!,
    }))
    .slice(1);
}

/** The value that a block's branch takes. */
function inputOf(graph: Graph, { branch }: Block): string {
  const inside = new Set(branch);
  const producers = producersOf(graph);
  const read = graph.nodes.filter(({ name }) => inside.has(name)).flatMap(({ inputs }) => inputs);
  return read.find(
    (value) =>
      value !== '' &&
      !Object.hasOwn(graph.parameters, value) &&
      !inside.has(producers.get(value)?.name ?? ''),
  )!;
}
