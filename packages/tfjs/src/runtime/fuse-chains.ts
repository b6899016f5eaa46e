import { type Graph, type Node, type NodeOf, type OperatorName, sizeOf } from '@picojoule/spec';
import { convolutionChain, type FoldedLink } from '../operators/convolution-chain.ts';
import type { Rule } from '../operators/rule.ts';
import type { Folded } from './fold-norms.ts';
import { innerValues } from './join-nodes.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * The graph in which convolutions that follow each other run as one: those with norms of their own, where nothing else reads
 * what is between them. `observed` values are still made.
 *
 * @param links By name, how each convolution that has taken over a norm runs.
 * @param shapes Of all values, for one image.
 */
export function fuseChains(
  { graph, rules }: Folded,
  observed: ReadonlySet<string>,
  links: ReadonlyMap<string, Omit<FoldedLink, 'node' | 'macs'>>,
  shapes: Shapes,
): Folded {
  const isInner = innerValues(graph, observed);
  const all = new Map(rules);
  const nodes: Node[] = [];
  let chain: NodeOf<'Conv'>[] = [];
  const finish = () => {
    if (chain.length > 1) {
      const parts = chain.map((node) => ({
        node,
        ...links.get(node.name)!,
        macs: sizeOf(shapes[node.outputs[0]!]!) * sizeOf(shapes[node.inputs[1]!]!.slice(1)),
      }));
      const last = chain.at(-1)!;
      const parameters = chain.flatMap(({ inputs }) => inputs.slice(1, 7));
      const inputs = [chain[0]!.inputs[0]!, ...parameters, ...last.inputs.slice(7)];
      nodes.push({ ...last, inputs });
      // The rule of exactly this operator; TypeScript cannot see the pairing.
      all.set(last.name, convolutionChain(parts) as Rule<OperatorName>);
    } else nodes.push(...chain);
    chain = [];
  };
  for (const node of graph.nodes) {
    if (node.op !== 'Conv' || !links.has(node.name) || !isPlain(node, shapes)) {
      finish();
      nodes.push(node);
      continue;
    }
    const before = chain.at(-1);
    if (before !== undefined && !(isInner(before.outputs[0]!) && follows(graph, before, node))) {
      finish();
    }
    chain.push(node);
  }
  finish();
  return { graph: { ...graph, nodes }, rules: all };
}

/** Whether kernels of chains have such a convolution. */
function isPlain({ attributes, inputs }: NodeOf<'Conv'>, shapes: Shapes): boolean {
  const { group, pads } = attributes;
  return pads.every((pad) => pad >= 0) && (group === 1 || group === shapes[inputs[0]!]![1]);
}

/** Whether a convolution reads what the one before it makes, without a sum and in the same gated block. */
function follows({ blocks }: Graph, before: NodeOf<'Conv'>, node: NodeOf<'Conv'>): boolean {
  if (node.inputs[0] !== before.outputs[0] || before.inputs.length > 7) return false;
  return blocks.every(({ branch }) => branch.includes(before.name) === branch.includes(node.name));
}
