import type { Capabilities, Graph, Pass, PerOperand, Precision, StepPlan } from '@picojoule/spec';
import { wrongPlan } from '../errors.ts';
import { rules } from '../operators/rules.ts';

/** The widths that float32 kernels emulate: a product of two such numbers is exact, or nearly. */
const emulatedBits: readonly number[] = Array.from({ length: 15 }, (_, i) => i + 2);

/** bfloat16 has too few digits to hold their numbers. */
export const emulatedBitsOf = ({ dtype }: Pick<Capabilities, 'dtype'>): readonly number[] =>
  dtype === 'float32' ? emulatedBits : [];

export const noPrecision: Precision = { activation: 32, weight: 32, gradient: 32 };

/** The widths of each layer with MACs that a plan narrows. */
export function precisionOf(
  graph: Graph,
  plan: StepPlan,
  supported: readonly number[] = emulatedBits,
): ReadonlyMap<string, Precision> {
  const planned = plan.precision ?? {};
  for (const [node, widths] of Object.entries(planned)) {
    const wrong = Object.values(widths).find((bits) => bits !== 32 && !supported.includes(bits));
    if (wrong !== undefined) {
      const emulated = supported.length === 0 ? 'no width is' : '2 to 16 are';
      throw wrongPlan(`${wrong} bits are planned for "${node}"; ${emulated} emulated.`);
    }
  }
  const narrowed = graph.nodes.flatMap(({ name, op }) => {
    const widths = planned[name] ?? planned['*'] ?? noPrecision;
    const narrow = Object.values(widths).some((bits) => bits !== 32);
    return narrow && rules[op].macs !== undefined ? [[name, widths] as const] : [];
  });
  return new Map(narrowed);
}

/** Widths of the operands of a pass; what it computes is float32. */
export function passBits(pass: Pass, precision: Precision = noPrecision): PerOperand<number> {
  const { activation, weight, gradient } = precision;
  switch (pass) {
    case 'input-gradient':
      return { input: gradient, weight, output: 32 };
    case 'weight-gradient':
    case 'remainder':
      return { input: activation, weight: gradient, output: 32 };
    case 'probe':
      return { input: 32, weight: 32, output: 32 };
    default:
      return { input: activation, weight, output: 32 };
  }
}
