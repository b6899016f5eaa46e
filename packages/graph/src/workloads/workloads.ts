import type { Graph, Pass, Precision, Workload } from '@picojoule/spec';
import { inferShapes } from '../infer-shapes.ts';
import { fusionOf } from './fusion.ts';
import { gradientDensities } from './gradient-densities.ts';
import { layerWorks } from './layer-work.ts';
import { bitsReader, densityReader } from './operand-reader.ts';
import { passWork } from './pass-work.ts';
import { wantedPasses } from './wanted-passes.ts';

/** The passes of one step of plain training. */
export const trainingPasses = ['forward', 'input-gradient', 'weight-gradient', 'update'] as const;

export interface WorkloadOptions {
  /** Images. */
  readonly batch: number;
  /**
   * Bits of one value, of all operands or by what they are; 16 (as in the Eyeriss papers) when absent.
   * An ofmap and its partial sums have the width of what they become: an activation or a gradient.
   */
  readonly bits?: number | Precision;
  /** Share of non-zeros of graph values by name; 1 where absent. */
  readonly densities?: Readonly<Record<string, number>>;
  /** Share of non-zeros of gradients, by the name of their value; see `gradientDensities` where absent. */
  readonly gradientDensities?: Readonly<Record<string, number>>;
  /** `['forward']` when absent; `'training'` means `trainingPasses`. */
  readonly passes?: readonly Pass[] | 'training';
  /** Whether updates keep a velocity per weight, as SGD with momentum does; true when absent. */
  readonly momentum?: boolean;
}

/**
 * The work of every node of a graph, in execution order, pass by pass: what an energy model prices.
 *
 * - Conv, ConvTranspose, Gemm and MatMul have MACs; all else is kind `data`. A product of two
 *   activations is `fc` too, its second operand in the part of the weight.
 * - `macs` counts the dense MACs of the field: products with padding included, as in the papers.
 *   ConvTranspose: `N C M/g R S H_in W_in`, without the zeros that its form as a convolution inserts.
 * - A weight's density is counted from its values and its mask (a fill is 0 or 1); that of other
 *   values comes from `densities`, the output's as it is stored (see `fusionOf`).
 * - Gradient passes: see `passWork` for what they are and `wantedPasses` for who has them. With any of
 *   them, forward passes too are those of training: nothing is fused that its gradient needs apart.
 *
 * @throws PicojouleError when the shapes do not fit (see `inferShapes`).
 */
export function workloadsOf(graph: Graph, options: WorkloadOptions): Workload[] {
  const { batch, bits = 16, densities = {}, momentum = true } = options;
  const { passes: asked = ['forward'] } = options;
  const passes: readonly Pass[] = asked === 'training' ? trainingPasses : asked;
  const training = isTraining(passes);
  const shapes = inferShapes(graph, batch);
  const works = layerWorks(graph, shapes);
  const fusion = fusionOf(graph, { training });
  const wanted = wantedPasses(graph);
  const given = options.gradientDensities ?? {};
  const gradients = gradientDensities(graph, shapes, densities, given);
  const density = densityReader(graph, densities, gradients);
  const width = bitsReader(graph, typeof bits === 'number' ? sameWidth(bits) : bits);
  return passes.flatMap((pass) =>
    works.flatMap((work, i): Workload[] => {
      const node = graph.nodes[i]!;
      if (!wanted(node, pass)) return [];
      const inPlace = fusion.inPlace(node);
      const done = passWork(work, pass, node, { inPlace, training, momentum });
      const { operands, ...sizes } = done;
      const stored = { ...operands, output: fusion.stored(operands.output) };
      return [{ ...sizes, bits: width(stored), density: density(stored) }];
    }),
  );
}

export const isTraining = (passes: readonly Pass[]): boolean =>
  passes.some((pass) => pass !== 'forward' && trainingPasses.some((each) => each === pass));

const sameWidth = (bits: number): Precision => ({
  activation: bits,
  weight: bits,
  gradient: bits,
});

/** Dense MACs of a forward pass over `batch` images. */
export function macsOf(graph: Graph, batch: number): number {
  return layerWorks(graph, inferShapes(graph, batch)).reduce((sum, { macs }) => sum + macs, 0);
}
