import { type Costs, TABLE_4 } from '../eyeriss/costs.ts';

/** What one access costs, and where that number comes from. */
export interface ToolCost {
  readonly cost: number;
  readonly source: string;
}

/** `halfArray` is what the bars of Asilomar 2017 show for a psum's hop and for a zero sent to a PE. */
export type ToolCosts = Readonly<Record<keyof Costs | 'halfArray', ToolCost>>;

/** The costs with their sources: the table's entry, or the option that replaces it. */
export function toolCosts(costs: Costs): ToolCosts {
  const cost = (key: keyof Costs): ToolCost => ({
    cost: costs[key],
    source:
      costs[key] === TABLE_4[key]
        ? `ISCA 2016, table IV (65 nm, 16 bits): ${key}`
        : `option costs.${key}`,
  });
  const array = cost('array');
  return {
    DRAM: cost('DRAM'),
    buffer: cost('buffer'),
    array,
    halfArray: {
      cost: array.cost / 2,
      source: `half of ${array.source}; derived from Asilomar 2017, Fig. 6`,
    },
    RF: cost('RF'),
    MAC: cost('MAC'),
  };
}
