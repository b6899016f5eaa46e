import type { Mapping } from '../eyeriss/mapping.ts';
import type { AlexNetLayer } from './alexnet.ts';

/**
 * nn_dataflow on AlexNet, batch 16, on the set-up of ISCA 2016. `asserted`: what its own test demands
 * within 0.1, 1e9 MACs at ALU, DRAM, RF. `words`: its full output, 16-bit accesses at DRAM, buffer,
 * array, RF. `cycles`: likewise.
 */
export interface NnDataflowLayer {
  readonly asserted: readonly [number, number, number];
  readonly words: readonly [number, number, number, number];
  readonly cycles: number;
}

/**
 * What nn_dataflow chooses and our search does not: read off its
 * words (ifmap 8 times from DRAM: m = 4096 / 8; psums 128 times to the buffer: q r = 2; 32 sets of
 * 6 x 1 on 16 x 16 PEs: t = 16, so p = 32).
 */
export const NN_DATAFLOW_MAPPINGS: Readonly<Partial<Record<AlexNetLayer, Mapping>>> = {
  FC1: { p: 32, q: 1, r: 2, t: 16, e: 1, n: 16, m: 512 },
};

export const NN_DATAFLOW: Readonly<Record<AlexNetLayer, NnDataflowLayer>> = {
  CONV1: {
    asserted: [1.69, 2.46, 6.75],
    words: [12_281_088, 12_281_088, 96_687_360, 6_746_572_800],
    cycles: 11_151_360,
  },
  CONV2: {
    asserted: [3.58, 2.27, 14.33],
    words: [11_347_968, 11_347_968, 106_997_760, 14_332_723_200],
    cycles: 26_542_080,
  },
  CONV3: {
    asserted: [2.39, 2.02, 9.57],
    words: [10_106_880, 10_106_880, 121_006_080, 9_569_304_576],
    cycles: 12_460_032,
  },
  CONV4: {
    asserted: [1.79, 1.57, 7.18],
    words: [7_839_744, 7_839_744, 91_533_312, 7_176_978_432],
    cycles: 9_345_024,
  },
  CONV5: {
    asserted: [1.2, 1.05, 4.78],
    words: [5_226_496, 5_226_496, 61_022_208, 4_784_652_288],
    cycles: 6_230_016,
  },
  FC1: {
    asserted: [0.6, 7.78, 2.42],
    words: [38_993_920, 55_640_064, 175_767_552, 2_415_919_104],
    cycles: 3_145_728,
  },
  FC2: {
    asserted: [0.27, 3.39, 1.07],
    words: [16_973_824, 16_973_824, 50_397_184, 1_073_741_824],
    cycles: 1_048_576,
  },
  FC3: {
    asserted: [0.07, 0.84, 0.26],
    words: [4_177_536, 4_177_536, 12_516_608, 262_144_000],
    cycles: 262_144,
  },
};
