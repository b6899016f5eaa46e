import {
  createRandom,
  type EnergyEstimate,
  type Graph,
  joules,
  type PruningContext,
  sizeOf,
  tensor,
  valuesOf,
} from '@picojoule/spec';
import { smallGraph } from '../graphs.ts';
import { crossEntropy } from '../reference/cross-entropy.ts';
import { forward, type Tape } from '../reference/network.ts';
import type { Value } from '../reference/operators.ts';

export interface PruningContextOptions {
  /** Of the reference backend's operators; `smallGraph()` by default. */
  readonly graph?: Graph;
  readonly seed?: number;
  /** Images for activations and evaluation. */
  readonly images?: number;
}

/**
 * A pruning context without a backend: activations and evaluations by the reference operators on drawn
 * images; a weight that is not zero costs 1 J to fetch, and 1 J for each product of it that is formed.
 */
export function pruningContext(options: PruningContextOptions = {}): PruningContext {
  const { graph = smallGraph(), seed = 1, images = 8 } = options;
  const random = createRandom(seed, 'pruning-context');
  const [{ name, shape }] = graph.inputs as [Graph['inputs'][number]];
  const full = shape.map((size) => (size === 'batch' ? images : size));
  const pixels = random.split('images');
  const values = Float64Array.from({ length: sizeOf(full) }, () => Math.max(0, pixels.normal()));
  const answers = random.split('labels');
  const run = (edited: Graph): Tape =>
    forward(edited, parametersOf(edited), new Map([[name, { shape: full, values }]]));
  const classes = logitsOf(graph, run(graph)).shape[1]!;
  const labels = Int32Array.from({ length: images }, () => answers.integer(classes));
  return {
    graph,
    history: [],
    energy: (edited) => price(run(edited), images),
    async activations(edited, names) {
      const found = run(edited).values;
      return Object.fromEntries(
        names.map((key) => [key, tensor(found.get(key)!.shape, found.get(key)!.values)]),
      );
    },
    async evaluate(edited) {
      const { loss, correct } = crossEntropy(logitsOf(edited, run(edited)).values, labels);
      return { accuracy: correct / images, loss };
    },
    random: random.split('strategy'),
    signal: new AbortController().signal,
    report: () => {},
  };
}

const logitsOf = (graph: Graph, tape: Tape): Value => tape.values.get(graph.outputs[0]!)!;

const parametersOf = (graph: Graph): Map<string, Value> =>
  new Map(
    Object.entries(graph.parameters).map(([name, source]) => [
      name,
      { shape: source.shape, values: Float64Array.from(valuesOf(source)) },
    ]),
  );

function price({ entries }: Tape, images: number): EnergyEstimate<'J'> {
  const layers = entries.map(({ node, inputs, count }) => {
    const weighted = node.op === 'Conv' || node.op === 'Gemm';
    const weights = weighted ? inputs[1]!.values.filter((value) => value !== 0).length : 0;
    const products = joules(count.effectual / images);
    return {
      layer: node.name,
      pass: 'forward' as const,
      total: joules(weights + products),
      parts: [
        { dataType: 'weight' as const, level: 'DRAM', energy: joules(weights) },
        { dataType: 'computation' as const, level: 'ALU', energy: products },
      ],
    };
  });
  const total = joules(layers.reduce((sum, layer) => sum + layer.total, 0));
  return {
    unit: 'J',
    model: 'testkit: 1 J a weight, 1 J a product',
    provenance: 'modelled',
    total,
    layers,
    unpriced: [],
  };
}
