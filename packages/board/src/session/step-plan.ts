import type { Graph, Precision, StepPlan } from '@picojoule/spec';
import { wrongCall } from '../errors.ts';

const NONE: ReadonlySet<string> = new Set();

/** Widths that the board computes in (hardware/doc/numerics.md). */
export const ownBits: Precision = { activation: 8, weight: 8, gradient: 16 };

/** Its predictor of signs: the upper planes of the gradients, with whole feature maps. */
export const predictor = { activationBits: 8, gradientBits: 8 } as const;

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

/** How a step treats the parameters of nodes. */
export interface StepRules {
  /** Nodes whose parameters stay as they are. */
  readonly frozen: ReadonlySet<string>;
  /** Nodes whose parameters move by the learning rate, against the signs of their gradients. */
  readonly signed: ReadonlySet<string>;
  /** By node whose signs are predicted: share of the largest prediction from which one counts. */
  readonly predicted: ReadonlyMap<string, number>;
}

/** @throws PicojouleError `BOARD_CALL` for what the board does not do. */
export function stepRules(graph: Graph, plan: StepPlan): StepRules {
  const { update = {}, precision = {}, gradientRule = {} } = plan;
  const possible = [ownBits, { activation: 32, weight: 32, gradient: 32 }];
  const widths = (['activation', 'weight', 'gradient'] as const).map((name) => name);
  const fits = (asked: Precision) =>
    possible.some((one) => widths.every((name) => one[name] === asked[name]));
  if (!Object.values(precision).every(fits)) {
    throw wrongCall('The board computes in its own widths, 8/8/16 bits, and emulates no others.');
  }
  const of = <Rule>(rules: Readonly<Record<string, Rule>>, name: string, usual: Rule) =>
    rules[name] ?? rules['*'] ?? usual;
  const frozen = new Set<string>();
  const signed = new Set<string>();
  const predicted = new Map<string, number>();
  for (const { name, op } of graph.nodes) {
    const rule = of(update, name, 'sgd');
    if (rule === 'frozen') frozen.add(name);
    if (rule === 'sign') signed.add(name);
    const gradient = of(gradientRule, name, 'exact');
    if (gradient === 'exact' || rule === 'frozen' || !['Conv', 'Gemm'].includes(op)) continue;
    const { activationBits, gradientBits, bounded, beta } = gradient;
    const own = predictor;
    if (activationBits !== own.activationBits || gradientBits !== own.gradientBits || bounded) {
      throw wrongCall('The board predicts signs from 8 and 8 bits, and states no bound.');
    }
    if (rule !== 'sign') {
      throw wrongCall(
        `"${name}" is to predict signs; the board does so where it updates by signs.`,
      );
    }
    predicted.set(name, beta);
  }
  return { frozen, signed, predicted };
}
