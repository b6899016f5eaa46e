import type { Architecture } from '../architecture.ts';

const HOROWITZ = 'Horowitz, ISSCC 2014, 45 nm (recalled)';
/** Words of 8 bits in the 64 bits that the source states a memory access for. */
const vector = 8;

/**
 * Weight-stationary, after the first Tensor Processing Unit (Jouppi et al., ISCA 2017; recalled): 256 x
 * 256 PEs of 8 bits, channels down, filters across, 24 MiB for feature maps, 4 MiB of accumulators.
 * A weight stays in its PE while the images pass. Energies are Horowitz's for 45 nm, not the chip's.
 */
export const tpuLike: Architecture = {
  name: 'tpu-like',
  unit: 'pJ',
  bits: 8,
  levels: [
    {
      name: 'DRAM',
      vector,
      energy: { read: 1300, write: 1300, source: `${HOROWITZ}, 64 bits of DRAM, the low end` },
    },
    {
      name: 'buffer',
      words: 24 * 2 ** 20,
      keeps: ['ifmap'],
      vector,
      energy: { read: 100, write: 100, source: `${HOROWITZ}, 64 bits of a 1 MB SRAM` },
    },
    {
      name: 'accumulators',
      // 4 MiB of 32 bits.
      words: 2 ** 20,
      keeps: ['ofmap'],
      vector,
      energy: { read: 20, write: 20, source: `${HOROWITZ}, 64 bits of a 32 kB SRAM` },
      stationary: 'weight',
    },
  ],
  array: {
    rows: { size: 256, loops: ['C', 'R', 'S'] },
    columns: { size: 256, loops: ['M'] },
    hop: 0.06,
    source: 'chosen: as a register',
  },
  pe: [
    {
      name: 'register',
      words: 1,
      keeps: ['weight'],
      energy: { read: 0.06, write: 0.06, source: 'chosen: a fifth of a MAC' },
      loops: [],
    },
  ],
  mac: {
    energy: 0.3,
    source: `${HOROWITZ}, multiplication of 8 bits 0.2, addition of 32 bits 0.1`,
  },
};
