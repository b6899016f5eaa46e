import type { Graph, Node, OperatorName } from '@picojoule/spec';
import type { Rule } from '../operators/rule.ts';
import { rules } from '../operators/rules.ts';
import { foldNorms } from './fold-norms.ts';

/** One node with all that is known of it before it runs. */
export interface Step {
  readonly node: Node;
  readonly rule: Rule<OperatorName>;
  /** The block whose branch it is in. */
  readonly block?: string;
  /** The block that it merges, and which of its two inputs comes from where. */
  readonly merges?: { readonly block: string; readonly branch: 0 | 1; readonly shortcut: 0 | 1 };
  /** For each input, whether its gradient is wanted; all false: the step has no backward part. */
  readonly wanted: readonly boolean[];
  readonly differentiated: boolean;
  /** Values that nothing reads any more after this step's forward part. */
  readonly deadAfterForward: readonly string[];
  /** The same after its backward part. */
  readonly deadAfterBackward: readonly string[];
}

export interface Plan {
  readonly graph: Graph;
  readonly steps: readonly Step[];
}

/**
 * Orders the work on a graph and finds the lifetime of every value.
 *
 * @param learned Parameters whose gradients are wanted; none for a plan that only runs forward.
 */
export function compile(
  graph: Graph,
  learned: ReadonlySet<string>,
  special: ReadonlyMap<string, Rule<OperatorName>> = new Map(),
): Plan {
  const blockOf = new Map(graph.blocks.flatMap((b) => b.branch.map((node) => [node, b.name])));
  const mergeOf = new Map(graph.blocks.map((b) => [b.merge, b]));
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((v) => [v, node.name])));
  const wanted = wantedGradients(graph, learned);
  const lives = lifetimes(graph, wanted);
  const steps = graph.nodes.map((node, i): Step => {
    const block = blockOf.get(node.name);
    const merged = mergeOf.get(node.name);
    const second = merged?.branch.includes(made.get(node.inputs[1]!) ?? '') === true;
    const sides = second
      ? ({ branch: 1, shortcut: 0 } as const)
      : ({ branch: 0, shortcut: 1 } as const);
    return {
      node,
      // The entry of `node.op` is the rule of exactly this operator; TypeScript cannot see the pairing.
      rule: special.get(node.name) ?? (rules[node.op] as Rule<OperatorName>),
      ...(block === undefined ? {} : { block }),
      ...(merged === undefined ? {} : { merges: { block: merged.name, ...sides } }),
      wanted: wanted[i]!,
      differentiated: wanted[i]!.includes(true),
      deadAfterForward: lives.forward[i]!,
      deadAfterBackward: lives.backward[i]!,
    };
  });
  return { graph, steps };
}

/**
 * The same for running forward alone, with batch norms folded into convolutions.
 *
 * @param observed Values that must be made under their names, beside the outputs.
 */
export function compileForward(graph: Graph, observed: ReadonlySet<string>): Plan {
  const folded = foldNorms(graph, observed);
  return compile(folded.graph, new Set(), folded.rules);
}

/** A gradient is wanted where a learned parameter is, or lies behind. */
function wantedGradients(graph: Graph, learned: ReadonlySet<string>): boolean[][] {
  const depends = new Set(learned);
  return graph.nodes.map((node) => {
    const wanted = node.inputs.map((name) => depends.has(name));
    if (wanted.includes(true)) for (const name of node.outputs) depends.add(name);
    return wanted;
  });
}

function lifetimes(graph: Graph, wanted: readonly (readonly boolean[])[]) {
  const lastRead = new Map<string, number>();
  const lastBackward = new Map<string, number>();
  graph.nodes.forEach((node, i) => {
    for (const name of [...node.inputs, ...node.outputs]) lastRead.set(name, i);
    if (!wanted[i]!.includes(true)) return;
    const { inputs = [], outputs = false } = rules[node.op].reads ?? {};
    const read = [
      ...inputs.map((at) => node.inputs[at]).filter((name) => name !== undefined),
      ...(outputs ? node.outputs : []),
    ];
    // Backward goes from the last node to the first: the first reader in the order is the last to read.
    for (const name of read) if (!lastBackward.has(name)) lastBackward.set(name, i);
  });
  const forward = graph.nodes.map((): string[] => []);
  const backward = graph.nodes.map((): string[] => []);
  for (const [name, i] of lastRead) {
    if (Object.hasOwn(graph.parameters, name) || graph.outputs.includes(name)) continue;
    const last = lastBackward.get(name);
    if (last === undefined) forward[i]!.push(name);
    else backward[last]!.push(name);
  }
  return { forward, backward };
}
