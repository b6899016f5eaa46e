import type { Block, Graph, Node, OperatorName } from '@picojoule/spec';
import type { Rule } from '../operators/rule.ts';
import { rules } from '../operators/rules.ts';
import type { Folded } from './fold-norms.ts';

/** One node with all that is known of it before it runs. */
export interface Step {
  readonly node: Node;
  readonly rule: Rule<OperatorName>;
  /** The block whose branch it is in. */
  readonly block?: string;
  /** The block that it merges, and which of its two inputs comes from where. */
  readonly merges?: Merge;
  /** Whether the channel means of what it makes are read. */
  readonly wantsMeans: boolean;
  /** Whether only gates need what it makes. */
  readonly servesGates: boolean;
  /** For each input, whether its gradient is wanted; all false: the step has no backward part. */
  readonly wanted: readonly boolean[];
  readonly differentiated: boolean;
  /** Values that nothing reads any more after this step's forward part. */
  readonly deadAfterForward: readonly string[];
  /** The same after its backward part. */
  readonly deadAfterBackward: readonly string[];
}

export interface Merge {
  readonly block: string;
  readonly branch: 0 | 1;
  readonly shortcut: 0 | 1;
  /** Whether the shortcut needs no rectifier. */
  readonly isRectified: boolean;
  /** The value that decides the block, where its gradient is wanted. */
  readonly learnedGate?: string;
}

export interface Plan {
  readonly graph: Graph;
  readonly steps: readonly Step[];
  /** The value that decides each gated block. */
  readonly gates: ReadonlyMap<string, string>;
}

/**
 * Orders the work on a graph and finds the lifetime of every value.
 *
 * @param learned Parameters whose gradients are wanted; none for a plan that only runs forward.
 */
export function compile({ graph, rules: special }: Folded, learned: ReadonlySet<string>): Plan {
  const blockOf = new Map(graph.blocks.flatMap((b) => b.branch.map((node) => [node, b.name])));
  const mergeOf = new Map(graph.blocks.map((b) => [b.merge, b]));
  const made = new Map(graph.nodes.flatMap((node) => node.outputs.map((v) => [v, node.name])));
  const { wanted, depends } = wantedGradients(graph, learned);
  const learnedGate = (block: Block | undefined) =>
    block?.gate !== undefined && depends.has(block.gate) ? block.gate : undefined;
  // The entry of `node.op` is the rule of exactly this operator; TypeScript cannot see the pairing.
  const ruleOf = ({ name, op }: Node) => special.get(name) ?? (rules[op] as Rule<OperatorName>);
  const hasLearnedGate = ({ name }: Node) => learnedGate(mergeOf.get(name)) !== undefined;
  const lives = lifetimes(graph, wanted, ruleOf, hasLearnedGate);
  const gateOf = (block: Block) => {
    const gate = learnedGate(block);
    return gate === undefined ? {} : { learnedGate: gate };
  };
  const servesGates = servantsOfGates(graph);
  const rectified = new Set(
    graph.nodes.flatMap((node) => (ruleOf(node).isRectified === true ? node.outputs : [])),
  );
  const pooled = new Set(
    graph.nodes.flatMap((node) => {
      const { readsMeans = [] } = ruleOf(node);
      return node.inputs.filter((_, at) => readsMeans[at]);
    }),
  );
  const steps = graph.nodes.map((node, i): Step => {
    const block = blockOf.get(node.name);
    const merged = mergeOf.get(node.name);
    const second = merged?.branch.includes(made.get(node.inputs[1]!) ?? '') === true;
    const [branch, shortcut] = second ? ([1, 0] as const) : ([0, 1] as const);
    return {
      node,
      rule: ruleOf(node),
      ...(block === undefined ? {} : { block }),
      ...(merged && {
        merges: {
          block: merged.name,
          branch,
          shortcut,
          isRectified: rectified.has(node.inputs[shortcut]!),
          ...gateOf(merged),
        },
      }),
      wantsMeans: node.outputs.some((name) => pooled.has(name)),
      servesGates: servesGates.has(node.name),
      wanted: wanted[i]!,
      differentiated: wanted[i]!.includes(true) || learnedGate(merged) !== undefined,
      deadAfterForward: lives.forward[i]!,
      deadAfterBackward: lives.backward[i]!,
    };
  });
  const gates = graph.blocks.flatMap(({ name, gate }) =>
    gate === undefined ? [] : [[name, gate] as const],
  );
  return { graph, steps, gates: new Map(gates) };
}

/** A gradient is wanted where a learned parameter is, or lies behind; also behind a gate. */
function wantedGradients(graph: Graph, learned: ReadonlySet<string>) {
  const depends = new Set(learned);
  const gateOf = new Map(graph.blocks.map(({ merge, gate }) => [merge, gate]));
  const wanted = graph.nodes.map((node) => {
    const inputs = node.inputs.map((name) => depends.has(name));
    const gated = depends.has(gateOf.get(node.name) ?? '');
    if (inputs.includes(true) || gated) for (const name of node.outputs) depends.add(name);
    return inputs;
  });
  return { wanted, depends };
}

/** Nodes from which only gates can be reached. */
export function servantsOfGates(graph: Graph): ReadonlySet<string> {
  const gates = new Set(graph.blocks.map(({ gate }) => gate));
  const needed = new Set(graph.outputs);
  const servants = new Set<string>();
  for (const { name, inputs, outputs } of graph.nodes.toReversed()) {
    const serves = outputs.every((value) => !needed.has(value));
    if (!serves) for (const value of inputs) needed.add(value);
    else if (outputs.some((value) => gates.has(value))) {
      servants.add(name);
      for (const value of inputs) gates.add(value);
    }
  }
  return servants;
}

function lifetimes(
  graph: Graph,
  wanted: readonly (readonly boolean[])[],
  ruleOf: (node: Node) => Rule<OperatorName>,
  hasLearnedGate: (merge: Node) => boolean,
) {
  const lastRead = new Map<string, number>();
  const lastBackward = new Map<string, number>();
  const gateOf = new Map(graph.blocks.map(({ merge, gate }) => [merge, gate]));
  graph.nodes.forEach((node, i) => {
    const gate = gateOf.get(node.name);
    for (const name of [...node.inputs, ...node.outputs, ...(gate === undefined ? [] : [gate])]) {
      lastRead.set(name, i);
    }
    // The gradient of a gate reads what its block's branch made.
    const gated = hasLearnedGate(node);
    if (!wanted[i]!.includes(true) && !gated) return;
    const { inputs = [], outputs = false } = ruleOf(node).reads ?? {};
    const read = [
      ...(gated ? [0, 1] : inputs)
        .map((at) => node.inputs[at])
        .filter((name) => name !== undefined),
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
