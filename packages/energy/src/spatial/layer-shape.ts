import type { Pair, Workload } from '@picojoule/spec';
import { checkShape } from '../check-workload.ts';
import { insideShare } from '../effectual-macs.ts';
import { phasesOf, stretchOf } from '../stretch.ts';
import { type Extents, type PerTensor, productOf } from './dimensions.ts';
import { distinctPositions } from './tile-words.ts';

/** A layer pass as a nest of eight loops. */
export interface LayerShape {
  /** Iterations per dimension. */
  readonly bounds: Extents;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Iterations of the nest without padding: the dense MACs of most layers. */
  readonly iterations: number;
  /** Words per word of the padded nest. */
  readonly wordShare: PerTensor<number>;
  /** Words of the ofmap that are zero because no tap meets them; outside the nest. */
  readonly emptyWords: number;
  /** Share of stored values in the padded ifmap. */
  readonly storedShare: number;
  /** Share of MACs whose ifmap operand is a stored value. */
  readonly insideShare: number;
}

/**
 * The loops of a workload. A transposed convolution of stride s (and the input gradient of a strided
 * one) is s x s plain ones, one per output phase, on the map as stored: the phases count as ofmap
 * channels, so that inserted zeros are neither moved nor multiplied. Phases that no tap meets are left out.
 *
 * @throws PicojouleError `ENERGY_WORKLOAD`.
 */
export function layerShape(workload: Workload): LayerShape {
  checkShape(workload);
  const { batch, groups, inputChannels, outputChannels, kernel, output } = workload;
  const { strides, dilations } = workload;
  const [stretchY, stretchX] = stretchOf(workload);
  const [phasesY, phasesX] = phasesOf(workload);
  const [rows, columns] = [Math.ceil(kernel[0] / phasesY), Math.ceil(kernel[1] / phasesX)];
  const [height, width] = [Math.ceil(output[0] / stretchY), Math.ceil(output[1] / stretchX)];
  const filters = (outputChannels / groups) * phasesY * phasesX;
  const bounds = [batch, groups, filters, inputChannels / groups, height, width, rows, columns];
  const padded =
    distinctPositions(height, rows, strides[0], dilations[0]) *
    distinctPositions(width, columns, strides[1], dilations[1]);
  return {
    bounds,
    strides,
    dilations,
    iterations: productOf(bounds),
    wordShare: { ifmap: 1, weight: 1, ofmap: 1 },
    emptyWords:
      batch *
      outputChannels *
      output[0] *
      output[1] *
      (1 - (phasesY * phasesX) / (stretchY * stretchX)),
    storedShare: Math.min(1, (workload.input[0] * workload.input[1]) / padded),
    insideShare: insideShare(workload),
  };
}
