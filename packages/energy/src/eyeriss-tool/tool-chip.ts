import { type Chip, chips } from '../eyeriss/chip.ts';

/** Longest chain of PEs in a column of the array, and the number of columns (JSSC 2017). */
export const ARRAY_ROWS = 12;
export const ARRAY_COLUMNS = 14;

/**
 * The chip that the online tool maps onto: that of JSSC 2017 with 50 000 words of buffer for ifmap and
 * psums, as the mappings behind the bars of Asilomar 2017, Fig. 6 bound them to 48 578 .. 50 464.
 */
export const toolChip: Chip = { ...chips.jssc17, name: 'the tool', bufferWords: 50_000 };
