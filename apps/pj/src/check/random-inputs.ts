import { createRandom, type Graph, sizeOf, type Tensors, tensor } from '@picojoule/spec';

/** Standard normal inputs for a graph; the same seed gives the same ones. */
export function randomInputs(graph: Graph, batch: number, seed: number): Tensors {
  const random = createRandom(seed, 'inputs');
  return Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const sizes = shape.map((size) => (size === 'batch' ? batch : size));
      const stream = random.split(name);
      const values = Float32Array.from({ length: sizeOf(sizes) }, () => stream.normal());
      return [name, tensor(sizes, values)];
    }),
  );
}
