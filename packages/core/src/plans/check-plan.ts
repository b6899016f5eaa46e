import type { Capabilities, Graph, StepPlan } from '@picojoule/spec';
import { planUnsupported, unknownBlock, unknownGate } from '../errors.ts';

/**
 * Compares a plan with what a backend can do, before anything is sent.
 *
 * @throws PicojouleError `PLAN_UNSUPPORTED` or `PLAN_BLOCK`.
 */
export function checkPlan(
  plan: StepPlan,
  { graph, backend, images }: { graph: Graph; backend: NamedCapabilities; images: number },
): void {
  const { capabilities, name } = backend;
  const known = graph.blocks.map((block) => block.name);
  for (const [block, kept] of Object.entries(plan.blocks ?? {})) {
    if (!known.includes(block)) throw unknownBlock(block, known);
    const whole = kept.length === 0 || kept.length === images;
    const enough = whole ? ['batch', 'image'] : ['image'];
    if (kept.length < images && !enough.includes(capabilities.blockSkipping)) {
      throw planUnsupported(name, 'skipped blocks', capabilities.blockSkipping);
    }
  }
  const gated = graph.blocks.filter(({ gate }) => gate !== undefined);
  if (gated.length > 0 && capabilities.gates !== true) {
    throw planUnsupported(name, 'gated blocks', 'no gates');
  }
  for (const block of Object.keys(plan.gateCost ?? {})) {
    const known = gated.map((one) => one.name);
    if (!known.includes(block)) throw unknownGate(block, known);
  }
  if (plan.average !== undefined && !capabilities.updateRules.includes('frozen')) {
    const offers = capabilities.updateRules.join(', ');
    throw planUnsupported(
      name,
      'averaged weights, whose statistics need the rule "frozen"',
      offers,
    );
  }
  const rules = Object.values(plan.gradientRule ?? {});
  const predictions = rules.filter((rule) => rule !== 'exact');
  const widths = [
    ...Object.values(plan.precision ?? {}).flatMap((precision) => Object.values(precision)),
    ...predictions.flatMap(({ activationBits, gradientBits }) => [activationBits, gradientBits]),
  ];
  const { emulatedBits, gradientRules, updateRules } = capabilities;
  const wide = widths.find((bits) => bits !== 32 && !emulatedBits.includes(bits));
  if (wide !== undefined) {
    throw planUnsupported(name, `${wide} bits`, emulatedBits.join(', ') || '32');
  }
  const asked = [
    [rules.map((rule) => (rule === 'exact' ? rule : rule.kind)), ['exact', ...gradientRules]],
    [Object.values(plan.update ?? {}), ['sgd', ...updateRules]],
  ] as const;
  for (const [wanted, offered] of asked) {
    const missing = wanted.find((rule) => !(offered as readonly string[]).includes(rule));
    if (missing !== undefined) {
      throw planUnsupported(name, `the rule "${missing}"`, offered.join(', '));
    }
  }
}

export interface NamedCapabilities {
  readonly name: string;
  readonly capabilities: Capabilities;
}
