import type { Graph, StepPlan } from '@picojoule/spec';
import { wrongPlan } from '../errors.ts';

/**
 * Checks a plan against what these backends do, and gives for each block that does not run for the
 * whole batch the images that execute it, ascending.
 */
export function blocksOf(
  graph: Graph,
  plan: StepPlan,
  images: number,
): ReadonlyMap<string, Int32Array> {
  if (plan.drop === true) throw wrongPlan('The plan drops the batch, but the batch was sent.');
  for (const [node, rule] of Object.entries(plan.gradientRule ?? {})) {
    if (rule !== 'exact') throw wrongPlan(`Gradient rule "${rule}" of "${node}" is not supported.`);
  }
  const parts = new Map<string, Int32Array>();
  for (const [block, list] of Object.entries(plan.blocks ?? {})) {
    if (!graph.blocks.some(({ name }) => name === block)) {
      throw wrongPlan(`The graph has no block "${block}".`);
    }
    const sorted = Int32Array.from(new Set(list)).sort();
    const inside = list.every((i) => Number.isInteger(i) && i >= 0 && i < images);
    if (!inside || sorted.length !== list.length) {
      throw wrongPlan(
        `The images of block "${block}" are not different positions below ${images}.`,
      );
    }
    if (sorted.length < images) parts.set(block, sorted);
  }
  return parts;
}

/** Nodes whose parameters this step leaves alone. */
export function frozenNodes(graph: Graph, { update = {} }: StepPlan): ReadonlySet<string> {
  for (const [node, rule] of Object.entries(update)) {
    if (rule === 'sign') throw wrongPlan(`Update rule "sign" of "${node}" is not supported.`);
  }
  const ruleOf = (node: string) => update[node] ?? update['*'] ?? 'sgd';
  return new Set(graph.nodes.flatMap(({ name }) => (ruleOf(name) === 'frozen' ? [name] : [])));
}
