import { type Costs, TABLE_4 } from '../eyeriss/costs.ts';

/** What one access costs, and where that number comes from. */
export interface Price {
  readonly cost: number;
  readonly source: string;
}

/** `halfArray` is what the bars of Asilomar 2017 show for a psum's hop and for a zero sent to a PE. */
export type Prices = Readonly<Record<keyof Costs | 'halfArray', Price>>;

/** The costs with their sources: the table's entry, or the option that replaces it. */
export function pricesOf(costs: Costs): Prices {
  const price = (key: keyof Costs): Price => ({
    cost: costs[key],
    source:
      costs[key] === TABLE_4[key]
        ? `ISCA 2016, table IV (65 nm, 16 bits): ${key}`
        : `option costs.${key}`,
  });
  const array = price('array');
  return {
    DRAM: price('DRAM'),
    buffer: price('buffer'),
    array,
    halfArray: {
      cost: array.cost / 2,
      source: `half of ${array.source}; derived from Asilomar 2017, Fig. 6`,
    },
    RF: price('RF'),
    MAC: price('MAC'),
  };
}
