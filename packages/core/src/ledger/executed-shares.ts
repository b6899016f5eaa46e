import type { Graph, LedgerRow } from '@picojoule/spec';

/**
 * For each residual block, the share of the images trained on that executed it: of a training's ledger,
 * by the forward rows of the block's layers and of those outside all blocks. Empty for an empty ledger.
 */
export function executedShares(
  graph: Graph,
  ledger: readonly LedgerRow[],
): Readonly<Record<string, number>> {
  const inside = new Set(graph.blocks.flatMap(({ branch }) => branch));
  const images = new Map<string, number>();
  for (const { node, pass, samples } of ledger) {
    if (pass === 'forward') images.set(node, (images.get(node) ?? 0) + samples);
  }
  const all = graph.nodes.find(({ name }) => !inside.has(name) && images.has(name));
  if (all === undefined) return {};
  const total = images.get(all.name)!;
  const shares = graph.blocks.map(({ name, branch }) => {
    const layer = branch.find((node) => images.has(node));
    return [name, layer === undefined ? 0 : images.get(layer)! / total] as const;
  });
  return Object.fromEntries(shares);
}
