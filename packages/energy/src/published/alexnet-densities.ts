import type { AlexNetLayer, Densities } from './alexnet.ts';

/**
 * Non-zero shares of AlexNet's feature maps. The papers print none: CONV2-5's inputs follow from the
 * computation bars of Fig. 6 of Yang et al., Asilomar 2017 (there as shares of the padded map, here
 * without padding); FC inputs and the outputs of CONV1, 2, 5 are those of an open re-implementation;
 * the outputs of CONV3 and 4 are the next layer's input.
 */
const featureMaps: Densities = {
  CONV1: { input: 1, output: 0.4898 },
  CONV2: { input: (0.670559 * 31 ** 2) / 27 ** 2, output: 0.1934 },
  CONV3: { input: (0.341896 * 15 ** 2) / 13 ** 2, output: 0.3023 },
  CONV4: { input: (0.22706 * 15 ** 2) / 13 ** 2, output: 0.319 },
  CONV5: { input: (0.239589 * 15 ** 2) / 13 ** 2, output: 0.095 },
  FC1: { input: 0.2887, output: 0.1688 },
  FC2: { input: 0.1688, output: 0.1875 },
  FC3: { input: 0.1875, output: 1 },
};

/** Weights removed per layer, per cent: table 2 of Yang, Chen, Sze, CVPR 2017. */
export const REMOVED = {
  dense: [0, 0, 0, 0, 0, 0, 0, 0],
  HAN15: [16, 62, 65, 63, 63, 91, 91, 74],
  'energy-aware': [83, 92, 91, 81, 74, 92, 91, 78],
} as const;

export type PrunedAlexNet = keyof typeof REMOVED;

/** Densities of AlexNet, dense or pruned; feature maps are those of the dense net in all three. */
export function alexNetDensities(pruned: PrunedAlexNet): Densities {
  const entries = Object.entries(featureMaps) as [AlexNetLayer, Densities[AlexNetLayer]][];
  return Object.fromEntries(
    entries.map(([layer, densities], i) => [
      layer,
      { ...densities, weight: 1 - REMOVED[pruned][i]! / 100 },
    ]),
  );
}
