import * as v from 'valibot';

/** Energy of one 16-bit access or MAC, in MACs, 65 nm: ISCA 2016, table IV. */
export const TABLE_4 = { DRAM: 200, buffer: 6, array: 2, RF: 1, MAC: 1 } as const;

/** The table's own names of its rows. */
const ROWS = {
  DRAM: 'DRAM',
  buffer: 'global buffer (> 100 kB)',
  array: 'array (inter-PE, 1 to 2 mm)',
  RF: 'RF (0.5 kB)',
  MAC: 'MAC, the unit',
} as const;

const cost = (normal: number) => v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), normal);

/**
 * Energy of one 16-bit access or MAC, in MACs (65 nm; ISCA 2016, table IV). Moving a value between two
 * levels costs the dearer one only.
 */
export const costsSchema = v.strictObject({
  DRAM: cost(TABLE_4.DRAM),
  buffer: cost(TABLE_4.buffer),
  array: cost(TABLE_4.array),
  RF: cost(TABLE_4.RF),
  MAC: cost(TABLE_4.MAC),
});

export type Costs = v.InferOutput<typeof costsSchema>;

/** The costs that differ from the table's, as a report tells them. */
export const otherCosts = (costs: Costs): readonly string[] =>
  (Object.keys(TABLE_4) as (keyof Costs)[])
    .filter((entry) => costs[entry] !== TABLE_4[entry])
    .map((entry) => `${entry} costs ${Number(costs[entry].toPrecision(4))}`);

/** Where each cost comes from, down to the entry. */
export function costSources(costs: Costs): Readonly<Record<keyof Costs, string>> {
  const source = (entry: keyof Costs) =>
    costs[entry] === TABLE_4[entry]
      ? `ISCA 2016, table IV, ${ROWS[entry]}: ${TABLE_4[entry]} at 16 bits`
      : `option costs.${entry}: ${costs[entry]} at 16 bits`;
  return {
    DRAM: source('DRAM'),
    buffer: source('buffer'),
    array: source('array'),
    RF: source('RF'),
    MAC: source('MAC'),
  };
}
