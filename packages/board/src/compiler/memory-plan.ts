/** Something that needs memory from its first to its last use; times are positions in a program. */
export interface Demand {
  readonly name: string;
  /** In words. */
  readonly words: number;
  readonly from: number;
  readonly to: number;
}

export type Placed<D extends Demand> = D & { readonly address: number };
export type Placement = Placed<Demand>;

export interface MemoryPlan<D extends Demand> {
  readonly placements: readonly Placed<D>[];
  /** One above the highest word in use. */
  readonly end: number;
}

/**
 * Gives each demand an address from `first` on, so that no two that live at one time overlap. Greedy by
 * size: the largest first, each at the lowest address that is free over its whole life.
 */
export function planMemory<D extends Demand>(demands: readonly D[], first: number): MemoryPlan<D> {
  const placements: Placed<D>[] = [];
  for (const demand of demands.toSorted((a, b) => b.words - a.words)) {
    const rivals = placements
      .filter(({ from, to }) => from <= demand.to && demand.from <= to)
      .toSorted((a, b) => a.address - b.address);
    let address = first;
    for (const rival of rivals) {
      if (address + demand.words <= rival.address) break;
      address = Math.max(address, rival.address + rival.words);
    }
    placements.push({ ...demand, address });
  }
  const end = Math.max(first, ...placements.map(({ address, words }) => address + words));
  return { placements, end };
}
