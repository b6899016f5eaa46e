import type { Graph, PredictedSign, StepPlan } from '@picojoule/spec';
import { wrongPlan } from '../errors.ts';
import { rules } from '../operators/rules.ts';

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

/** Nodes whose update is not plain gradient descent. */
export function updatesOf(
  graph: Graph,
  { update = {} }: StepPlan,
): ReadonlyMap<string, 'sign' | 'frozen'> {
  const ruleOf = (node: string) => update[node] ?? update['*'] ?? 'sgd';
  return new Map(
    graph.nodes.flatMap(({ name }) => {
      const rule = ruleOf(name);
      return rule === 'sgd' ? [] : [[name, rule] as const];
    }),
  );
}

/** What a plan adds to the loss for the gates of blocks. */
export function gateCostOf(graph: Graph, { gateCost = {} }: StepPlan): StepPlan['gateCost'] & {} {
  const known = graph.blocks.filter(({ gate }) => gate !== undefined).map(({ name }) => name);
  const unknown = Object.keys(gateCost).find((block) => !known.includes(block));
  if (unknown !== undefined) throw wrongPlan(`The graph has no gated block "${unknown}".`);
  return gateCost;
}

/** The rule of each layer whose weights get predicted signs for a gradient. */
export function predictionsOf(
  graph: Graph,
  { gradientRule = {} }: StepPlan,
  supported: readonly number[],
): ReadonlyMap<string, PredictedSign> {
  for (const [node, rule] of Object.entries(gradientRule)) {
    if (rule === 'exact') continue;
    if (supported.length === 0) throw wrongPlan(`"${node}" predicts signs; no width is emulated.`);
    const { activationBits, gradientBits, beta } = rule;
    const wrong = [activationBits, gradientBits].find(
      (bits) => bits < 32 && !supported.includes(bits),
    );
    if (wrong !== undefined || !(beta >= 0 && beta <= 1)) {
      throw wrongPlan(
        `"${node}" predicts signs from ${activationBits} and ${gradientBits} bits above ${beta}; 2 to 16 bits (or 32) and 0 to 1 can be done.`,
      );
    }
  }
  return new Map(
    graph.nodes.flatMap(({ name, op, inputs }) => {
      const rule = gradientRule[name] ?? gradientRule['*'] ?? 'exact';
      const weight = inputs[1] ?? '';
      const layer = rules[op].macs !== undefined && Object.hasOwn(graph.parameters, weight);
      return rule !== 'exact' && layer ? [[name, rule] as const] : [];
    }),
  );
}
