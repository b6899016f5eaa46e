/** Energy of a 16-bit access in MACs, 65 nm: printed in table IV of Chen, Emer, Sze, ISCA 2016. */
export const NORMALISED = { DRAM: 200, buffer: 6, array: 2, RF: 1, MAC: 1 } as const;
export const NORMALISED_SOURCE = 'ISCA 2016, table IV, of a 16-bit MAC';
