import type { LedgerRow, Node } from '@picojoule/spec';

/**
 * The share of non-zeros of values, from the forward rows of the nodes that make or first read them:
 * means weighted by images. Values that no row tells of are absent.
 */
export function measuredDensities(
  nodes: ReadonlyMap<string, Node>,
  rows: readonly LedgerRow[],
): Readonly<Record<string, number>> {
  const sums = new Map<string, { images: number; nonZero: number }>();
  for (const { node: name, pass, density, samples } of rows) {
    const node = nodes.get(name);
    if (pass !== 'forward' || density === undefined || node === undefined || samples === 0)
      continue;
    const stated = [
      [node.inputs[0], density.input],
      [node.outputs[0], density.output],
    ] as const;
    for (const [value, share] of stated) {
      if (value === undefined) continue;
      const sum = sums.get(value) ?? { images: 0, nonZero: 0 };
      sum.images += samples;
      sum.nonZero += samples * share;
      sums.set(value, sum);
    }
  }
  return Object.fromEntries(
    [...sums].map(([value, { images, nonZero }]) => [value, nonZero / images]),
  );
}
