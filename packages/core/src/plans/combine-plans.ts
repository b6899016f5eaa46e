import type { Precision, StepPlan } from '@picojoule/spec';
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
};

/**
 * Combines the plans of several savers: dropped if any drops; a block runs for the images that all
 * keep; the least precision wins; gradient rule and update of a layer have one owner.
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

function oneOwner<Rule extends string>(
  field: string,
  first: Readonly<Record<string, Rule>>,
  second: Readonly<Record<string, Rule>>,
): Readonly<Record<string, Rule>> {
  return merge(first, second, (key, a, b) => {
    if (a !== b) throw planConflict(field, key, a, b);
    return a;
  });
}
