import type { PrunedAlexNet } from './alexnet-densities.ts';

/** CVPR 2017, table 1, AlexNet per image: weights in 1e6, effectual MACs in 1e8, energy in 1e9 MACs. */
export const TABLE_1: Readonly<
  Record<
    PrunedAlexNet,
    { readonly weights: number; readonly macs: number; readonly energy: number }
  >
> = {
  dense: { weights: 60.95, macs: 3.71, energy: 3.97 },
  HAN15: { weights: 6.79, macs: 1.79, energy: 1.85 },
  'energy-aware': { weights: 5.73, macs: 0.56, energy: 1.06 },
};
