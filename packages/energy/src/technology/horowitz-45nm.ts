import { joules, scale } from '@picojoule/spec';
import { midOf, picojoules, type TableEntry, type Technology } from './technology.ts';

const SOURCE = 'Horowitz, ISSCC 2014, 45 nm at 0.9 V';

/** The published figures are recalled, and were found alike in several independent copies of the table. */
const recalled = (energy: number, per: string): TableEntry => ({
  energy: picojoules(energy),
  per,
  mark: 'recalled',
  source: `${SOURCE}: ${per}`,
});

/** The table itself, in joules of one operation or one access of 64 bits. */
export const horowitzTable = {
  int8Add: recalled(0.03, '8-bit integer addition'),
  int32Add: recalled(0.1, '32-bit integer addition'),
  int8Multiply: recalled(0.2, '8-bit integer multiplication'),
  int32Multiply: recalled(3.1, '32-bit integer multiplication'),
  float16Add: recalled(0.4, '16-bit floating-point addition'),
  float32Add: recalled(0.9, '32-bit floating-point addition'),
  float16Multiply: recalled(1.1, '16-bit floating-point multiplication'),
  float32Multiply: recalled(3.7, '32-bit floating-point multiplication'),
  sram8kB: recalled(10, '64-bit access to 8 kB of SRAM'),
  sram32kB: recalled(20, '64-bit access to 32 kB of SRAM'),
  sram1MB: recalled(100, '64-bit access to 1 MB of SRAM'),
  dram: {
    ...midOf(1300, 2600),
    per: '64-bit access to DRAM',
    mark: 'recalled',
    source: `${SOURCE}: 64-bit access to DRAM, 1.3 to 2.6 nJ`,
  },
} as const satisfies Readonly<Record<string, TableEntry>>;

const { sram8kB, sram32kB, sram1MB, dram } = horowitzTable;
/** Words of 16 bits in one access of the table. */
const WORDS = 4;
const perWord = (energy: number) => joules(energy / WORDS);

/** Multiplication is quadratic in width, addition linear: from 8 and from 32 bits, as a range. */
const multiply16 = midOf(3.1 / 4, 0.2 * 4);
const add16 = midOf(0.1 / 2, 0.03 * 2);

/** Energy of an access grows with a power of the memory's size: that between the two sizes around it. */
const buffer128kB =
  sram32kB.energy *
  (128 / 32) ** (Math.log(sram1MB.energy / sram32kB.energy) / Math.log(1024 / 32));
const registers = perWord(sram8kB.energy * Math.sqrt(0.5 / 8));

/** An accelerator like Eyeriss (512 B of registers a PE, 128 kB of buffer) in 45 nm. */
export const horowitz45nm: Technology = {
  name: '45nm',
  reference: {
    title: "Horowitz: Computing's Energy Problem (and what we can do about it), ISSCC 2014",
    url: 'https://doi.org/10.1109/ISSCC.2014.6757323',
    recalled: true,
  },
  costs: {
    MAC: {
      energy: joules(multiply16.energy + add16.energy),
      standardUncertainty: joules(
        Math.hypot(multiply16.standardUncertainty, add16.standardUncertainty),
      ),
      per: '16-bit integer MAC',
      mark: 'derived',
      source: `${SOURCE}: multiplication quadratic and addition linear in width, from 8 and 32 bits`,
    },
    RF: {
      energy: registers,
      per: '16-bit access to 512 B of registers',
      mark: 'derived',
      source: `${SOURCE}: 8 kB of SRAM scaled by the square root of the size`,
    },
    array: {
      energy: scale(registers, 2),
      per: '16 bits to another PE',
      mark: 'derived',
      source: 'twice a register access, as in ISCA 2016, table IV; Horowitz gives no wires',
    },
    buffer: {
      energy: perWord(buffer128kB),
      per: '16-bit access to 128 kB of buffer',
      mark: 'derived',
      source: `${SOURCE}: between 32 kB and 1 MB of SRAM, as a power of the size`,
    },
    DRAM: {
      energy: perWord(dram.energy),
      standardUncertainty: perWord(dram.standardUncertainty),
      per: '16 bits from or to DRAM',
      mark: 'recalled',
      source: `${dram.source}, a quarter of it`,
    },
  },
};
