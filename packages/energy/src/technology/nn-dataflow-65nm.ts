import { picojoules, type TableEntry, type Technology } from './technology.ts';

const published = (energy: number, per: string): TableEntry => ({
  energy: picojoules(energy),
  per,
  mark: 'published',
  source: `nn_dataflow, test of the Eyeriss chip (test_eyeriss_isscc16): ${per}`,
});

/** What the same set-up adds for clock and leakage, at 200 MHz; no part of a price. */
export const NN_DATAFLOW_IDLE_MILLIWATTS = 30;

/**
 * The Eyeriss chip in 65 nm, as nn_dataflow sets it up to reproduce the power that the chip's authors
 * measured. No figure states an uncertainty.
 */
export const nnDataflow65nm: Technology = {
  name: '65nm',
  reference: {
    title: 'Gao et al.: nn_dataflow, of TETRIS, ASPLOS 2017',
    url: 'https://github.com/stanford-mast/nn_dataflow',
  },
  costs: {
    MAC: published(2, '16-bit MAC'),
    RF: published(1, '16-bit access to the register files'),
    array: published(4, '16 bits over the array'),
    buffer: published(15, '16-bit access to the buffer'),
    DRAM: published(460, '16 bits from or to DRAM'),
  },
};
