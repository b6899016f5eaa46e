import {
  createRandom,
  type Graph,
  roundToFloat16,
  sizeOf,
  type Tensors,
  tensor,
} from '@picojoule/spec';

export interface InputOptions {
  readonly batch: number;
  readonly seed: number;
  /** Inputs that take integers: they get some from 0 to 100. */
  readonly whole?: readonly string[];
  /** Inputs that take float16: they get numbers that it holds. */
  readonly half?: readonly string[];
}

/** Standard normal inputs for a graph; the same seed gives the same ones. */
export function randomInputs(
  graph: Graph,
  { batch, seed, whole = [], half = [] }: InputOptions,
): Tensors {
  const random = createRandom(seed, 'inputs');
  return Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const sizes = shape.map((size) => (size === 'batch' ? batch : size));
      const stream = random.split(name);
      const draw = whole.includes(name)
        ? () => stream.integer(101)
        : half.includes(name)
          ? () => roundToFloat16(stream.normal())
          : () => stream.normal();
      const values = Float32Array.from({ length: sizeOf(sizes) }, draw);
      return [name, tensor(sizes, values)];
    }),
  );
}
