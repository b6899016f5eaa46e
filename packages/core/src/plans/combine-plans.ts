import type { GradientRule, Precision, StepPlan, UpdateRule } from '@picojoule/spec';
import { planConflict } from '../errors.ts';

type Combine = {
  readonly [Field in keyof Required<StepPlan>]: (
    first: NonNullable<StepPlan[Field]>,
    second: NonNullable<StepPlan[Field]>,
  ) => NonNullable<StepPlan[Field]>;
};

/** How the plans of two savers become one; the compiler asks for a rule for every field. */
const combine: Combine = {
  drop: (first, second) => first || second,
  blocks: (first, second) =>
    merge(first, second, (_, a, b) => {
      const both = new Set(b);
      return a.filter((image) => both.has(image));
    }),
  precision: (first, second) => {
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    const of = (plan: Readonly<Record<string, Precision>>, key: string) => plan[key] ?? plan['*'];
    const pairs = [...keys].map((key) => [key, narrower(of(first, key), of(second, key))] as const);
    return Object.fromEntries(pairs);
  },
  gradientRule: (first, second) => oneOwner('gradient rule', first, second),
  update: (first, second) => oneOwner('update', first, second),
  gateCost: (first, second) => merge(first, second, (_, a, b) => a + b),
  rateOf: (first, second) => Math.min(first, second),
  average: (first, second) => ({
    statisticsBatches: Math.max(first.statisticsBatches, second.statisticsBatches),
  }),
};

/**
 * Combines the plans of several savers: dropped if any drops; a block runs for the images that all
 * keep; the least precision wins; gradient rule and update of a layer have one owner; costs of gates
 * add up; the earliest learning rate holds; weights are averaged if any averages them, with the most batches asked for.
 *
 * @throws PicojouleError `PLAN_CONFLICT` when two savers rule the same layer differently.
 */
export function combinePlans(plans: readonly StepPlan[]): StepPlan {
  const combined: Record<string, unknown> = {};
  for (const plan of plans) {
    for (const field of Object.keys(combine) as (keyof StepPlan)[]) {
      if (plan[field] === undefined) continue;
      const rule = combine[field] as (first: unknown, second: unknown) => unknown;
      combined[field] = field in combined ? rule(combined[field], plan[field]) : plan[field];
    }
  }
  return combined;
}

function merge<T>(
  first: Readonly<Record<string, T>>,
  second: Readonly<Record<string, T>>,
  both: (key: string, first: T, second: T) => T,
): Readonly<Record<string, T>> {
  const merged = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const other = first[key];
    merged[key] = other === undefined ? value : both(key, other, value);
  }
  return merged;
}

function narrower(first: Precision | undefined, second: Precision | undefined): Precision {
  const none: Precision = { activation: 32, weight: 32, gradient: 32 };
  const [a, b] = [first ?? none, second ?? none];
  return {
    activation: Math.min(a.activation, b.activation),
    weight: Math.min(a.weight, b.weight),
    gradient: Math.min(a.gradient, b.gradient),
  };
}

function oneOwner<Rule extends GradientRule | UpdateRule>(
  field: string,
  first: Readonly<Record<string, Rule>>,
  second: Readonly<Record<string, Rule>>,
): Readonly<Record<string, Rule>> {
  const owners = Object.keys({ ...first, ...second }).map((key) => {
    const [a, b] = [first[key] ?? first['*'], second[key] ?? second['*']];
    if (a !== undefined && b !== undefined && !sameRule(a, b)) {
      throw planConflict(field, key, ruleName(a), ruleName(b));
    }
    return [key, (a ?? b) as Rule] as const;
  });
  return Object.fromEntries(owners);
}

const fieldsOf = (rule: GradientRule | UpdateRule) =>
  typeof rule === 'string'
    ? [rule]
    : [rule.kind, rule.activationBits, rule.gradientBits, rule.beta, rule.bounded === true];
const sameRule = (a: GradientRule | UpdateRule, b: GradientRule | UpdateRule) =>
  fieldsOf(a).join() === fieldsOf(b).join();
const ruleName = (rule: GradientRule | UpdateRule) => fieldsOf(rule).join(' ');
