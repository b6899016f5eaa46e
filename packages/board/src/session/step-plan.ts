import type { Graph, StepPlan } from '@picojoule/spec';
import { wrongCall } from '../errors.ts';

const NONE: ReadonlySet<string> = new Set();

/** For each image of a batch, the blocks that it does not execute. */
export function skippedBlocks(
  graph: Graph,
  { drop, blocks = {} }: StepPlan,
  images: number,
): readonly ReadonlySet<string>[] {
  if (drop === true) throw wrongCall('A dropped batch reaches no session.');
  const entries = Object.entries(blocks);
  for (const [name, list] of entries) {
    const inside = list.every((i) => Number.isInteger(i) && i >= 0 && i < images);
    if (!graph.blocks.some((block) => block.name === name) || !inside) {
      throw wrongCall(`The plan names block "${name}", images ${list}, of a batch of ${images}.`);
    }
  }
  if (entries.length === 0) return Array.from({ length: images }, () => NONE);
  const executed = entries.map(([name, list]) => [name, new Set(list)] as const);
  return Array.from(
    { length: images },
    (_, i) => new Set(executed.flatMap(([name, list]) => (list.has(i) ? [] : [name]))),
  );
}

/** Nodes whose parameters a plan leaves as they are. */
export function frozenNodes(graph: Graph, plan: StepPlan): ReadonlySet<string> {
  const { update = {}, precision = {}, gradientRule = {} } = plan;
  const rounded = Object.values(precision).some(({ activation, weight, gradient }) =>
    [activation, weight, gradient].some((bits) => bits < 32),
  );
  if (rounded) throw wrongCall('The board computes in its own widths, and emulates no others.');
  if (Object.values(gradientRule).some((rule) => rule !== 'exact')) {
    throw wrongCall('The board does not predict signs of gradients in training.');
  }
  const ruleOf = (name: string) => update[name] ?? update['*'] ?? 'sgd';
  const rules = graph.nodes.map(({ name }) => [name, ruleOf(name)] as const);
  if (rules.some(([, rule]) => rule === 'sign')) {
    throw wrongCall('The board does not update by signs in training.');
  }
  return new Set(rules.flatMap(([name, rule]) => (rule === 'frozen' ? [name] : [])));
}
