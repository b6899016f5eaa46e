import type { Architecture } from '../architecture.ts';
import { NORMALISED, NORMALISED_SOURCE } from './normalised-costs.ts';

const source = NORMALISED_SOURCE;
const { DRAM, buffer, array, RF, MAC } = NORMALISED;
const cost = (energy: number) => ({ read: energy, write: energy, source });

/**
 * Output-stationary, after ShiDianNao (Du et al., ISCA 2015; sizes recalled): 8 x 8 PEs of 16 bits, one
 * ofmap value in each, buffers of 64 kB for ifmap and ofmap and 128 kB for weights; neighbours pass the
 * ifmap on. That chip has no DRAM; ours has, so that any network fits. Energies are ISCA 2016's.
 */
export const shiDianNaoLike: Architecture = {
  name: 'shidiannao-like',
  unit: 'MAC',
  bits: 16,
  levels: [
    { name: 'DRAM', energy: cost(DRAM) },
    {
      name: 'buffer',
      words: { ifmap: 32 * 1024, weight: 64 * 1024, ofmap: 32 * 1024 },
      energy: cost(buffer),
      stationary: 'ofmap',
    },
  ],
  array: {
    rows: { size: 8, loops: ['E'] },
    columns: { size: 8, loops: ['F'] },
    sharesHalo: true,
    hop: array,
    source,
  },
  pe: [{ name: 'register', words: 1, keeps: ['ofmap'], energy: cost(RF), loops: [] }],
  mac: { energy: MAC, source },
};
