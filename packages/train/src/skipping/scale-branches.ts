import { consumersOf } from '@picojoule/graph';
import {
  type Block,
  type Graph,
  type OperatorName,
  type Tensors,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import { branchNotScalable } from '../errors.ts';
import type { Survival } from './draw-blocks.ts';

/** Layers whose output is proportional to their second and third inputs. */
const linear: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'BatchNormalization',
  'Conv',
  'ConvTranspose',
  'Gemm',
  'MatMul',
]);

/**
 * The parameters that scale the branch of a block: those of its last layer.
 *
 * @throws PicojouleError `SKIP_BRANCH` where that is no layer whose output they scale, or they are not its own.
 */
export function scalingParameters(graph: Graph, block: Block): readonly string[] {
  const last = graph.nodes.find(({ name }) => name === block.branch.at(-1))!;
  const names = last.inputs.slice(1, 3).filter((name) => name !== '');
  const consumers = consumersOf(graph);
  const own = names.every(
    (name) => Object.hasOwn(graph.parameters, name) && consumers.get(name)!.length === 1,
  );
  if (!linear.has(last.op) || !own) throw branchNotScalable(block.name, last);
  return names;
}

/** Parameters with which branches are multiplied by how likely they ran in training. */
export function scaledBranches(graph: Graph, survival: Survival): Tensors {
  const scaled = graph.blocks.flatMap((block) => {
    const factor = survival.get(block.name) ?? 1;
    if (factor === 1) return [];
    return scalingParameters(graph, block).map((name) => {
      const parameter = graph.parameters[name]!;
      const values = Float32Array.from(valuesOf(parameter), (value) => value * factor);
      return [name, tensor(parameter.shape, values)] as const;
    });
  });
  return Object.fromEntries(scaled);
}
