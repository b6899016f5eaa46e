/**
 * Energies in 45 nm at 0.9 V, in picojoules, after Horowitz (see the plugin's references), from memory.
 * Memories: one access of 64 bits.
 */
export const PICOJOULES = {
  add: { 8: 0.03, 32: 0.1 },
  multiply: { 8: 0.2, 32: 3.1 },
  sram: { '8 kB': 10, '32 kB': 20, '1 MB': 100 },
  /** The source states 1300 to 2600. */
  dram: { low: 1300, high: 2600 },
} as const;

/** Bits of one memory access. */
export const WORD = 64;

/** The power law through the two widths of the table: almost linear for adders, square for multipliers. */
function interpolate({ 8: at8, 32: at32 }: { 8: number; 32: number }, bits: number): number {
  return at8 * (bits / 8) ** (Math.log(at32 / at8) / Math.log(32 / 8));
}

export const addition = (bits: number): number => interpolate(PICOJOULES.add, bits);

/** Operands of unequal width cost what two of their geometric mean do. */
export const multiplication = (a: number, b: number): number =>
  interpolate(PICOJOULES.multiply, Math.sqrt(a * b));
