import { type Graph, sizeOf } from '@picojoule/spec';
import { inferShapes } from './infer-shapes.ts';

/** Of one float32. */
const BYTES = 4;

export interface RunMemoryOptions {
  /** Images. */
  readonly batch: number;
  /** A training step keeps all feature maps for its backward part. */
  readonly training?: boolean;
}

/**
 * Bytes that running a graph takes at the least: its parameters, fills written out, and the feature
 * maps that are needed at one time. What a backend takes beside them, such as gradients, is not in it.
 *
 * @throws PicojouleError when the shapes do not fit (see `inferShapes`).
 */
export function runMemory(graph: Graph, { batch, training = false }: RunMemoryOptions): number {
  const shapes = inferShapes(graph, batch);
  const sizes = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + sizeOf(shapes[name] ?? [0]), 0);
  const inputs = graph.inputs.map(({ name }) => name);
  const parameters = sizes(Object.keys(graph.parameters));
  if (training) {
    return BYTES * (parameters + sizes([...inputs, ...graph.nodes.flatMap((n) => n.outputs)]));
  }
  const lastUse = new Map(inputs.map((name) => [name, 0]));
  graph.nodes.forEach((node, i) => {
    for (const name of [...node.inputs, ...node.outputs]) lastUse.set(name, i);
  });
  for (const name of [...graph.outputs, ...Object.keys(graph.parameters)]) lastUse.delete(name);
  const dead = graph.nodes.map((): string[] => []);
  for (const [name, i] of lastUse) dead[i]?.push(name);
  let now = sizes(inputs);
  let most = now;
  graph.nodes.forEach(({ outputs }, i) => {
    now += sizes(outputs);
    most = Math.max(most, now);
    now -= sizes(dead[i]!);
  });
  return BYTES * (parameters + most);
}
