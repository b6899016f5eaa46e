/** The divisors of a positive integer, largest first. */
export function divisorsDown(total: number): number[] {
  const small: number[] = [];
  const large: number[] = [];
  for (let divisor = 1; divisor * divisor <= total; divisor++) {
    if (total % divisor !== 0) continue;
    large.push(total / divisor);
    if (divisor * divisor < total) small.push(divisor);
  }
  return [...large, ...small.reverse()];
}

/** The largest divisor that passes `fits`; `undefined` when none does. */
export const largestDivisor = (
  total: number,
  fits: (divisor: number) => boolean,
): number | undefined => divisorsDown(total).find(fits);
