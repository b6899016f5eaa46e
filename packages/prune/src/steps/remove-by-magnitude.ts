/**
 * Keeps the `keep` weights of largest magnitude and sets the others to zero.
 *
 * @returns A new array; ties are broken by position.
 */
export function removeByMagnitude(weights: Float32Array, keep: number): Float32Array {
  const order = Uint32Array.from(weights, (_, i) => i).sort(
    (a, b) => Math.abs(weights[b]!) - Math.abs(weights[a]!) || a - b,
  );
  const kept = new Float32Array(weights.length);
  for (const position of order.subarray(0, keep)) kept[position] = weights[position]!;
  return kept;
}

/** Number of weights that are not zero. */
export function countNonZero(weights: Float32Array): number {
  let count = 0;
  for (const weight of weights) if (weight !== 0) count++;
  return count;
}
