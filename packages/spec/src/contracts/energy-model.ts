import type { EnergyUnit, Quantity } from '../units.ts';
import type { Pass, Workload } from '../workload.ts';
import type { LayerExplanation } from './layer-explanation.ts';

/** What the energy is spent on. Partial sums count as ofmap, as in the Eyeriss papers. */
export type EnergyDataType = 'ifmap' | 'ofmap' | 'weight' | 'computation';

/** Energy of one data type at one level: `DRAM`, `buffer`, `array`, `RF`, `ALU`, or a model's own name. */
export interface EnergyPart<Unit extends EnergyUnit> {
  readonly dataType: EnergyDataType;
  readonly level: string;
  readonly energy: Quantity<Unit>;
}

export interface LayerEnergy<Unit extends EnergyUnit> {
  readonly layer: string;
  readonly pass: Pass;
  readonly total: Quantity<Unit>;
  /** Sum to `total`. */
  readonly parts: readonly EnergyPart<Unit>[];
}

/** A workload that a model leaves out. */
export interface Unpriced {
  readonly layer: string;
  readonly pass: Pass;
  readonly reason: string;
}

/** What the numbers of a proxy are, which are no energies. */
export interface Proxy {
  /** What is counted, such as `weights`. */
  readonly counts: string;
  /** False: of the network as a whole, so that reports do not divide by the images of a batch. */
  readonly perImage: boolean;
}

export interface EnergyEstimate<Unit extends EnergyUnit = EnergyUnit> {
  readonly unit: Unit;
  /** Name and settings of the model, as a report prints them. */
  readonly model: string;
  readonly provenance: 'modelled';
  readonly total: Quantity<Unit>;
  /** One entry per priced workload, in the order of the workloads. */
  readonly layers: readonly LayerEnergy<Unit>[];
  /** Workloads that the model does not price, each with its reason: nothing is zero in silence. */
  readonly unpriced: readonly Unpriced[];
  /** Of a model that counts something instead of pricing it. */
  readonly proxy?: Proxy;
  /** One standard deviation, where the model's tables state one. */
  readonly standardUncertainty?: Quantity<Unit>;
}

/**
 * Prices workloads. Pure and synchronous; the same call prices a network, a training step or a ledger.
 *
 * Laws: energies are finite and >= 0; parts sum to their layer and layers to the total; the estimate
 * of two lists is the sum of their estimates; lower density or fewer bits never cost more; a pass that
 * is executed k times costs k times as much.
 *
 * @throws PicojouleError when a workload cannot be mapped; it names the layer and the constraint.
 */
export interface EnergyModel<Unit extends EnergyUnit = EnergyUnit> {
  readonly unit: Unit;
  /**
   * Layers that its settings name, such as those with a mapping of their own. A model is also asked for
   * parts of a network, so whether they are there is checked by a caller that knows all layers.
   */
  readonly layerNames?: readonly string[];
  estimate(workloads: readonly Workload[]): EnergyEstimate<Unit>;
  /** Mapping, loop nest and accesses behind the price of one execution; undefined where it is not priced. */
  explain?(workload: Workload): LayerExplanation<Unit> | undefined;
}
