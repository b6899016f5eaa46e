import type { Capabilities, Graph, StepPlan } from '@picojoule/spec';
import { planUnsupported, unknownBlock } from '../errors.ts';

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
  for (const widths of Object.values(plan.precision ?? {})) {
    for (const bits of Object.values(widths)) {
      if (bits !== 32 && !capabilities.emulatedBits.includes(bits)) {
        throw planUnsupported(
          name,
          `${bits} bits`,
          `${capabilities.emulatedBits.join(', ') || 32}`,
        );
      }
    }
  }
  const rules = [
    [plan.gradientRule, ['exact', ...capabilities.gradientRules]],
    [plan.update, ['sgd', ...capabilities.updateRules]],
  ] as const;
  for (const [asked, offered] of rules) {
    for (const rule of Object.values(asked ?? {})) {
      if (!(offered as readonly string[]).includes(rule)) {
        throw planUnsupported(name, `the rule "${rule}"`, offered.join(', '));
      }
    }
  }
}

export interface NamedCapabilities {
  readonly name: string;
  readonly capabilities: Capabilities;
}
