import type { Graph, Node, Pair, Pass, PerOperand, Workload } from '@picojoule/spec';
import { densityOf } from './density.ts';
import { inferShapes } from './infer-shapes.ts';
import { layerWorks } from './layer-work.ts';
import { type Operand, type PassOperands, type PassWork, passWork } from './pass-work.ts';
import { storedForm } from './stored-form.ts';

export interface WorkloadOptions {
  /** Images. */
  readonly batch: number;
  /** Bits of one value, for all operands or for each; 16 (as in the Eyeriss papers) when absent. */
  readonly bits?: number | PerOperand<number>;
  /** Share of non-zeros of graph values by name; 1 where absent. Gradients count as dense. */
  readonly densities?: Readonly<Record<string, number>>;
  /** `['forward']` when absent. Only layers with MACs have gradient passes and updates. */
  readonly passes?: readonly Pass[];
}

/**
 * The work of every node of a graph, in execution order, pass by pass: what an energy model prices.
 *
 * - Conv, ConvTranspose, Gemm and MatMul have MACs; all else is kind `data`. A product of two
 *   activations is `fc` too, its second operand in the part of the weight.
 * - `macs` counts the dense MACs of the field: products with padding included, as in the papers.
 *   ConvTranspose: `N C M/g R S H_in W_in`, without the zeros that its form as a convolution inserts.
 * - A weight's density is counted from its values and its mask (a fill is 0 or 1); that of other
 *   values comes from `densities`, the output's as it is stored (see `storedForm`).
 * - Gradient passes: see `passWork`. The `bits` are those of each pass's own operands.
 *
 * @throws PicojouleError when the shapes do not fit (see `inferShapes`).
 */
export function workloadsOf(graph: Graph, options: WorkloadOptions): Workload[] {
  const { batch, bits = 16, densities = {}, passes = ['forward'] } = options;
  const shapes = inferShapes(graph, batch);
  const works = layerWorks(graph, shapes);
  const density = densityReader(graph, densities);
  const stored = storedForm(graph);
  const width = typeof bits === 'number' ? { input: bits, weight: bits, output: bits } : bits;
  return passes.flatMap((pass) =>
    works.flatMap((work, i) => {
      if (work.kind === 'data' && pass !== 'forward') return [];
      const done = passWork(work, pass, stridesOf(graph.nodes[i]!));
      const operands = work.kind === 'data' ? done.operands : stored(done.operands);
      return [workload(done, width, density(operands))];
    }),
  );
}

/** Dense MACs of a forward pass over `batch` images. */
export function macsOf(graph: Graph, batch: number): number {
  return layerWorks(graph, inferShapes(graph, batch)).reduce((sum, { macs }) => sum + macs, 0);
}

export const stridesOf = (node: Node): Pair =>
  node.op === 'Conv' || node.op === 'ConvTranspose' ? node.attributes.strides : [1, 1];

/** Densities of a pass's operands: parameters counted once each, values looked up, gradients 1. */
export function densityReader(graph: Graph, densities: Readonly<Record<string, number>>) {
  const counted = new Map<string, number>();
  const read = (operand: Operand): number => {
    if (operand === undefined || operand.gradient) return 1;
    const { of } = operand;
    const parameter = Object.hasOwn(graph.parameters, of) ? graph.parameters[of] : undefined;
    if (parameter === undefined) return Object.hasOwn(densities, of) ? densities[of]! : 1;
    const known = counted.get(of) ?? densityOf(parameter, graph.masks[of]);
    counted.set(of, known);
    return known;
  };
  return ({ input, weight, output }: PassOperands): PerOperand<number> => ({
    input: read(input),
    weight: read(weight),
    output: read(output),
  });
}

export function workload(
  { operands: _, ...work }: PassWork,
  bits: PerOperand<number>,
  density: PerOperand<number>,
): Workload {
  return { ...work, bits, density };
}
