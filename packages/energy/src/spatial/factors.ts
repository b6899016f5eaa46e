import { type Extents, ONES } from './dimensions.ts';

const known = new Map<number, readonly number[]>();

/** All divisors, ascending. */
export function divisorsOf(value: number): readonly number[] {
  const before = known.get(value);
  if (before !== undefined) return before;
  const [small, large]: [number[], number[]] = [[], []];
  for (let d = 1; d * d <= value; d++) {
    if (value % d !== 0) continue;
    small.push(d);
    if (d * d < value) large.unshift(value / d);
  }
  const divisors = [...small, ...large];
  known.set(value, divisors);
  return divisors;
}

/**
 * Every way to give divisors of `rest` to some dimensions, as long as it `fits`. What does not fit
 * does not either when a factor grows.
 */
export function factorsOf(
  rest: Extents,
  dimensions: readonly number[],
  fits: (factors: Extents) => boolean,
): Extents[] {
  const open = dimensions.filter((d) => rest[d]! > 1);
  const found: Extents[] = [];
  const grow = (factors: Extents, next: number): void => {
    if (next === open.length) {
      found.push(factors);
      return;
    }
    const d = open[next]!;
    for (const divisor of divisorsOf(rest[d]!)) {
      const grown = divisor === 1 ? factors : factors.with(d, divisor);
      if (divisor > 1 && !fits(grown)) break;
      grow(grown, next + 1);
    }
  };
  if (fits(ONES)) grow(ONES, 0);
  return found;
}

/**
 * As `factorsOf`, but only what is full: no further factor of any of the dimensions fits. `fits` is asked
 * with an array that changes afterwards.
 */
export function fullFactorsOf(
  rest: Extents,
  dimensions: readonly number[],
  fits: (factors: Extents) => boolean,
): Extents[] {
  const open = dimensions
    .filter((d) => rest[d]! > 1)
    .sort((a, b) => divisorsOf(rest[a]!).length - divisorsOf(rest[b]!).length);
  const found: Extents[] = [];
  const factors = [...ONES];
  const canGrow = (d: number) => {
    const factor = factors[d]!;
    const left = rest[d]! / factor;
    if (left === 1) return false;
    factors[d] = factor * leastFactor(left);
    const grows = fits(factors);
    factors[d] = factor;
    return grows;
  };
  const last = open.at(-1);
  const fillLast = (d: number): void => {
    const fitting: number[] = [];
    for (const divisor of divisorsOf(rest[d]!)) {
      factors[d] = divisor;
      if (divisor > 1 && !fits(factors)) break;
      fitting.push(divisor);
    }
    const most = fitting.at(-1)!;
    for (const divisor of fitting) {
      if (divisor < rest[d]! && divisor * leastFactor(rest[d]! / divisor) <= most) continue;
      factors[d] = divisor;
      if (!open.some((other) => other !== d && canGrow(other))) found.push([...factors]);
    }
    factors[d] = 1;
  };
  const grow = (next: number): void => {
    const d = open[next]!;
    if (d === last) {
      fillLast(d);
      return;
    }
    for (const divisor of divisorsOf(rest[d]!)) {
      factors[d] = divisor;
      if (divisor > 1 && !fits(factors)) break;
      grow(next + 1);
    }
    factors[d] = 1;
  };
  if (!fits(factors)) return [];
  if (last === undefined) return [[...factors]];
  grow(0);
  return found;
}

/** What is left of each dimension. */
export const divide = (rest: Extents, factors: Extents): Extents =>
  rest.map((value, d) => value / factors[d]!);

/** The least prime factor of a number above 1. */
export function leastFactor(value: number): number {
  for (let factor = 2; factor * factor <= value; factor++) {
    if (value % factor === 0) return factor;
  }
  return value;
}
