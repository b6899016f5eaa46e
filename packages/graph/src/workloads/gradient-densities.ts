import type { Graph, Node } from '@picojoule/spec';
import { product, type Shape } from '../shapes/rule.ts';
import { consumersOf } from '../topology.ts';

type Shares = Readonly<Record<string, number>>;

const shareOf = (shares: Shares, name: string) =>
  Object.hasOwn(shares, name) ? shares[name]! : undefined;

/**
 * For every value, a bound from above on the share of non-zeros of its gradient, where none is given.
 *
 * A gradient is zero where the layers behind it make it so: behind a ReLU, or a Clip from 0, wherever
 * their output is zero; in front of a max pooling, everywhere but at the maxima. It passes through
 * views, additions and other activations as it is. Several readers' gradients add up. All else,
 * convolutions and batch normalisation among it, makes it dense.
 *
 * @param densities Shares of non-zeros of values; 1 where absent.
 * @param given Shares of non-zeros of gradients, by the name of their value.
 */
export function gradientDensities(
  graph: Graph,
  shapes: Readonly<Record<string, Shape>>,
  densities: Shares,
  given: Shares,
): ReadonlyMap<string, number> {
  const consumers = consumersOf(graph);
  const found = new Map<string, number>();
  const gradientOf = (value: string) => found.get(value) ?? 1;
  const sizeOf = (value: string) => product(shapes[value]!);

  const through = (node: Node, value: string): number => {
    const output = node.outputs[0]!;
    const behind = gradientOf(output);
    const dense = shareOf(densities, output) ?? 1;
    switch (node.op) {
      case 'Relu':
        return Math.min(behind, dense);
      case 'Clip':
        return node.attributes.min === 0 ? Math.min(behind, dense) : behind;
      case 'MaxPool':
      case 'GlobalMaxPool':
        return (behind * sizeOf(output)) / sizeOf(value);
      case 'Add':
      case 'Sub':
        return sizeOf(value) === sizeOf(output) ? behind : 1;
      case 'LeakyRelu':
      case 'PRelu':
      case 'Sigmoid':
      case 'HardSigmoid':
      case 'HardSwish':
      case 'Flatten':
      case 'Reshape':
      case 'Squeeze':
      case 'Unsqueeze':
      case 'Transpose':
      case 'Identity':
        return behind;
      default:
        return 1;
    }
  };

  const values = [
    ...graph.inputs.map(({ name }) => name),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ];
  for (const value of values.toReversed()) {
    const readers = consumers.get(value) ?? [];
    const sum = readers.reduce((total, node) => total + through(node, value), 0);
    const ends = readers.length === 0 || graph.outputs.includes(value);
    found.set(value, shareOf(given, value) ?? (ends ? 1 : Math.min(1, sum)));
  }
  return found;
}
