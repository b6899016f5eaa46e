import type { Block, Graph, Node, OperatorName } from '@picojoule/spec';
import { inferShapes } from './infer-shapes.ts';
import { equal, type Shape } from './shapes/rule.ts';
import { consumersOf, producersOf } from './topology.ts';

/** Operators of a shortcut that projects or subsamples; an activation makes a path a branch. */
const projections: ReadonlySet<OperatorName> = new Set<OperatorName>([
  'Conv',
  'BatchNormalization',
  'AveragePool',
  'MaxPool',
  'Slice',
  'Pad',
  'Concat',
  'Mul',
  'Identity',
]);

const hasMacs = (node: Node): boolean =>
  node.op === 'Conv' || node.op === 'ConvTranspose' || node.op === 'Gemm' || node.op === 'MatMul';

/**
 * Recognises residual blocks by their form, for graphs that were imported: an Add of two paths from one
 * value, of which the shortcut is the identity or a projection (at most one convolution, no activation)
 * and the branch has more layers with MACs than the shortcut and no use outside. Named after the Add.
 *
 * @throws PicojouleError when the shapes do not fit (see `inferShapes`).
 */
export function findBlocks(graph: Graph): Block[] {
  const shapes = inferShapes(graph, 2);
  const context: Context = {
    producers: producersOf(graph),
    consumers: consumersOf(graph),
    position: new Map(graph.nodes.map((node, i) => [node, i])),
    outputs: new Set(graph.outputs),
    parameters: new Set(Object.keys(graph.parameters)),
  };
  return graph.nodes.flatMap((node) => {
    const block = node.op === 'Add' ? blockOf(node, shapes, context) : undefined;
    return block === undefined ? [] : [block];
  });
}

interface Context {
  readonly producers: ReadonlyMap<string, Node>;
  readonly consumers: ReadonlyMap<string, readonly Node[]>;
  readonly position: ReadonlyMap<Node, number>;
  readonly outputs: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
}

function blockOf(
  merge: Node,
  shapes: Readonly<Record<string, Shape>>,
  context: Context,
): Block | undefined {
  const [a, b] = merge.inputs as [string, string];
  if (a === b || !equal(shapes[a]!, shapes[b]!)) return undefined;
  const fork = forkOf(a, b, context);
  if (fork === undefined) return undefined;
  const paths = [pathTo(a, fork, context), pathTo(b, fork, context)] as const;
  const candidates = [
    { branch: paths[0], shortcut: paths[1] },
    { branch: paths[1], shortcut: paths[0] },
  ];
  const found = candidates.find(
    ({ branch, shortcut }) =>
      shortcut.every((node) => projections.has(node.op)) &&
      shortcut.filter(hasMacs).length <= 1 &&
      branch.filter(hasMacs).length > shortcut.filter(hasMacs).length &&
      branch.every((node) => !shortcut.includes(node)) &&
      isClosed(branch, merge, context),
  );
  return (
    found && { name: merge.name, branch: found.branch.map((node) => node.name), merge: merge.name }
  );
}

/** The last value on which both depend. */
function forkOf(
  a: string,
  b: string,
  { producers, position, parameters }: Context,
): string | undefined {
  const left = ancestors(a, producers);
  const right = ancestors(b, producers);
  const age = (value: string) => {
    const producer = producers.get(value);
    return producer === undefined ? -1 : position.get(producer)!;
  };
  let fork: string | undefined;
  for (const value of left) {
    if (!right.has(value) || parameters.has(value)) continue;
    if (fork === undefined || age(value) > age(fork)) fork = value;
  }
  return fork;
}

/** A value and all values that it depends on. */
function ancestors(value: string, producers: Context['producers']): Set<string> {
  const found = new Set<string>([value]);
  for (const next of found) {
    for (const input of producers.get(next)?.inputs ?? []) if (input !== '') found.add(input);
  }
  return found;
}

/** The nodes between `fork` and `value`, in execution order. */
function pathTo(value: string, fork: string, { producers, position }: Context): readonly Node[] {
  const nodes = new Set<Node>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const producer = next === fork ? undefined : producers.get(next);
    if (producer === undefined || nodes.has(producer)) continue;
    nodes.add(producer);
    open.push(...producer.inputs);
  }
  return [...nodes].sort((x, y) => position.get(x)! - position.get(y)!);
}

/** Whether nothing but `merge` reads what the branch makes. */
function isClosed(branch: readonly Node[], merge: Node, { consumers, outputs }: Context): boolean {
  return branch
    .flatMap((node) => node.outputs)
    .every(
      (value) =>
        !outputs.has(value) &&
        (consumers.get(value) ?? []).every((node) => node === merge || branch.includes(node)),
    );
}
