import type { Capabilities, Graph, Precision, StepPlan } from '@picojoule/spec';
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
  const { emulatedBits, gradientRules, updateRules, ownBits, predictor } = capabilities;
  const widths = [
    ...Object.values(plan.precision ?? {})
      .filter((asked) => ownBits === undefined || !sameBits(asked, ownBits))
      .flatMap((precision) => Object.values(precision)),
    ...(predictor === undefined ? predictions : []).flatMap((rule) => bitsOf(rule)),
  ];
  const wide = widths.find((bits) => bits !== 32 && !emulatedBits.includes(bits));
  if (wide !== undefined) {
    const own = ownBits && `${Object.values(ownBits).join('/')} for all layers`;
    throw planUnsupported(name, `${wide} bits`, own ?? (emulatedBits.join(', ') || '32'));
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
  if (predictor === undefined) return;
  const other = predictions.find((rule) => `${bitsOf(rule)}` !== `${bitsOf(predictor)}`);
  if (other !== undefined) {
    const wants = `signs predicted from ${bitsOf(other).join(' and ')} bits`;
    throw planUnsupported(name, wants, `${bitsOf(predictor).join(' and ')} bits`);
  }
  if (predictions.some(({ bounded }) => bounded === true)) {
    throw planUnsupported(name, 'a bound of the wrong signs', 'none: it never forms them');
  }
}

const sameBits = (a: Precision, b: Precision): boolean =>
  a.activation === b.activation && a.weight === b.weight && a.gradient === b.gradient;

const bitsOf = ({ activationBits, gradientBits }: Predictor) => [activationBits, gradientBits];

type Predictor = NonNullable<Capabilities['predictor']>;

export interface NamedCapabilities {
  readonly name: string;
  readonly capabilities: Capabilities;
}
