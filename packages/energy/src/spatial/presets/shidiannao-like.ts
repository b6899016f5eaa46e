import type { Architecture } from '../architecture.ts';
import { NORMALISED, NORMALISED_SOURCE } from './normalised-costs.ts';

const source = NORMALISED_SOURCE;
const { DRAM, buffer, array, RF, MAC } = NORMALISED;
const cost = (energy: number) => ({ read: energy, write: energy, source });

/**
 * Output-stationary, after ShiDianNao (Du et al., ISCA 2015; sizes recalled): 8 x 8 PEs of 16 bits, one
 * ofmap value in each, buffers of 64 kB for ifmap and ofmap and 128 kB for weights. From tap to tap PEs
 * pass the ifmap to their neighbours: of the window that 8 x 8 outputs share, the buffer sends each word
 * once. Chosen: the words of a PE for a row of taps; outputs of several filters at once, which FC
 * layers need, in any layer; a DRAM, which that chip does without, so that any network fits. Energies are
 * ISCA 2016's; that of a hop includes writing the word in the PE.
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
    rows: { size: 8, loops: ['E', 'M'] },
    columns: { size: 8, loops: ['F', 'M'] },
    passesOn: true,
    hop: array,
    source,
  },
  pe: [
    {
      name: 'registers',
      words: { ifmap: 16, ofmap: 1 },
      keeps: ['ifmap', 'ofmap'],
      energy: { ifmap: { read: RF, write: 0, source }, ofmap: cost(RF) },
      loops: ['S'],
    },
  ],
  mac: { energy: MAC, source },
};
