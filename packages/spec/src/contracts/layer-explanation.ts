import type { EnergyUnit, Quantity } from '../units.ts';
import type { Pass } from '../workload.ts';
import type { EnergyPart } from './energy-model.ts';

/** A parameter of the mapping, in the letter of its paper, and what it means in words. */
export interface MappingParameter {
  readonly name: string;
  readonly value: number | string;
  readonly meaning: string;
}

/** One loop of the nest; loops are given from outside to inside. */
export interface Loop {
  /** Dimension in the model's letters: `N`, `G`, `M`, `C`, `E`, `F`, `R`, `S`. */
  readonly dimension: string;
  /** Number of iterations; the last one may be partial. */
  readonly bound: number;
  /** Level that holds what this loop steps through. */
  readonly level: string;
  /** True for iterations that run at once, on as many PEs. */
  readonly spatial: boolean;
}

/** Accesses of one data type at one level: `count` times `cost` is the energy. */
export interface AccessCount<Unit extends EnergyUnit> extends EnergyPart<Unit> {
  /** Charged accesses, after zeros and coding were left out; of words or MACs, as `per` says. */
  readonly count: number;
  /** Energy of one access at this layer's bit width. */
  readonly cost: Quantity<Unit>;
  /** What one count is, such as `16-bit word` or `MAC`. */
  readonly per: string;
  /** Where the cost comes from, down to the table entry. */
  readonly source: string;
}

/**
 * What a model makes of one layer pass, to explain its price.
 *
 * Law: the energies of `accesses`, summed by data type and level, are the parts of the estimate.
 */
export interface LayerExplanation<Unit extends EnergyUnit = EnergyUnit> {
  readonly layer: string;
  readonly pass: Pass;
  readonly mapping: readonly MappingParameter[];
  readonly loops: readonly Loop[];
  readonly accesses: readonly AccessCount<Unit>[];
  /** Use of the machine under this mapping, where the model knows it; least energy need not be fastest. */
  readonly activity?: Activity;
}

export interface Activity {
  readonly pes: number;
  readonly activePes: number;
  /** Of the layer for the whole batch. */
  readonly cycles: number;
  /** Share of PE cycles that a MAC takes, a gated one too. */
  readonly utilisation: number;
  /** Words per cycle from and to DRAM. */
  readonly dramBandwidth: number;
  /** Words per cycle between the global buffer and the PE array, in both directions. */
  readonly bufferBandwidth?: number;
}
