import { workloadsOf } from '@picojoule/graph';
import type { Graph, LedgerRow, Pass, Precision, StepPlan } from '@picojoule/spec';

/**
 * Products of one bit of either operand, as a bit-serial machine forms them: MACs x bits x bits. A float32
 * operand counts as 32 bits, so only counts of few bits are worth a comparison.
 */
export interface BitProducts {
  readonly formed: number;
  /** Of the same passes, had no sign been predicted. */
  readonly unpredicted: number;
  /** The same, had every sign been predicted: no run forms fewer. */
  readonly floor: number;
}

/** Counts the bit products of a ledger from its `emulated` MACs and widths. */
export function bitProductsOf(rows: readonly LedgerRow[]): BitProducts {
  return sum(
    rows.map(({ pass, bits, macs }) => {
      const each = bits.input * bits.weight;
      const formed = macs.emulated * each;
      switch (pass) {
        case 'predictor':
          return { formed, unpredicted: 0, floor: formed };
        case 'remainder':
          // The dense pass that predictor and remainder stand for, in the layer's widths.
          return { formed, unpredicted: macs.nominal * each, floor: 0 };
        default:
          return { formed, unpredicted: formed, floor: formed };
      }
    }),
  );
}

/** Those of one image in a training step with this plan, every block executed. */
export function plannedBitProducts(graph: Graph, plan: StepPlan): Omit<BitProducts, 'formed'> {
  const layers = workloadsOf(graph, { batch: 1, passes: 'training' }).map(
    ({ layer, pass, macs }): BitProducts => {
      const { activation, weight, gradient } = ruleOf(plan.precision, layer) ?? float32;
      const formed = macs * operands(pass, { activation, weight, gradient });
      const rule = ruleOf(plan.gradientRule, layer) ?? 'exact';
      if (pass !== 'weight-gradient' || rule === 'exact') {
        return { formed, unpredicted: formed, floor: formed };
      }
      const predictor =
        Math.min(rule.activationBits, activation) * Math.min(rule.gradientBits, gradient);
      return { formed, unpredicted: formed, floor: macs * predictor };
    },
  );
  const { unpredicted, floor } = sum(layers);
  return { unpredicted, floor };
}

const float32: Precision = { activation: 32, weight: 32, gradient: 32 };

const ruleOf = <Rule>(rules: Readonly<Record<string, Rule>> = {}, layer: string) =>
  rules[layer] ?? rules['*'];

/** Bits of either operand of a pass, multiplied. */
function operands(pass: Pass, { activation, weight, gradient }: Precision): number {
  if (pass === 'input-gradient') return gradient * weight;
  return pass === 'weight-gradient' ? activation * gradient : activation * weight;
}

const sum = (counts: readonly BitProducts[]): BitProducts =>
  counts.reduce(
    (a, b) => ({
      formed: a.formed + b.formed,
      unpredicted: a.unpredicted + b.unpredicted,
      floor: a.floor + b.floor,
    }),
    { formed: 0, unpredicted: 0, floor: 0 },
  );
