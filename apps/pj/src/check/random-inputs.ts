import { createRandom, type Graph, sizeOf, type Tensors, tensor } from '@picojoule/spec';

/**
 * Standard normal inputs for a graph, those in `whole` integers from 0 to 100; the same seed gives the
 * same ones.
 */
export function randomInputs(
  graph: Graph,
  batch: number,
  seed: number,
  whole: readonly string[] = [],
): Tensors {
  const random = createRandom(seed, 'inputs');
  return Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const sizes = shape.map((size) => (size === 'batch' ? batch : size));
      const stream = random.split(name);
      const draw = whole.includes(name) ? () => stream.integer(101) : () => stream.normal();
      const values = Float32Array.from({ length: sizeOf(sizes) }, draw);
      return [name, tensor(sizes, values)];
    }),
  );
}
