import type { PruningPoint, TrainingPoint } from '@picojoule/core';
import type { EnergyDataType, EnergyUnit } from '@picojoule/spec';

/** All that a run found, as its `results.json` keeps it; reports are made from this alone. */
export interface Results {
  readonly title: string;
  readonly backend: string;
  readonly dataset: string;
  readonly seed: number;
  readonly energy: EnergySetting;
  readonly trainings: readonly TrainingRecord[];
  readonly checks: readonly CheckRecord[];
  readonly networks: readonly NetworkRecord[];
  readonly prunings: readonly PruningRecord[];
  /** Wall-clock of each part, over all sessions of the run. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** How energy is modelled. All energies of a run are per image. */
export interface EnergySetting {
  readonly model: string;
  readonly unit: EnergyUnit;
  readonly batch: number;
  readonly bits: number;
}

export interface TrainingRecord {
  readonly part: string;
  readonly savers: readonly string[];
  /** Steps. */
  readonly scheduled: number;
  readonly executed: number;
  /** From the ledger, forward and gradients. */
  readonly executedMacs: number;
  readonly nominalMacs: number;
  readonly history: readonly TrainingPoint[];
}

/** An outputs' comparison with ONNX Runtime: max |a - b| / max |b|. */
export interface CheckRecord {
  readonly what: string;
  readonly error: number;
  readonly limit: number;
}

export interface NetworkRecord {
  readonly name: string;
  /** In the run folder. */
  readonly file: string;
  /** On all test images, in ONNX Runtime. */
  readonly accuracy: number;
  readonly testImages: number;
  readonly nonZeroWeights: number;
  readonly weights: number;
  /** Per image, activation densities as this network has them. */
  readonly effectualMacs: number;
  readonly denseMacs: number;
  readonly energy: number;
  readonly layers: readonly LayerRecord[];
  /** Operators that the model does not price. */
  readonly unpriced: readonly string[];
  /** Of the other configured models, by name, for a batch of one image. */
  readonly otherEnergies: Readonly<Record<string, number>>;
}

export interface LayerRecord {
  readonly layer: string;
  readonly energy: Readonly<Record<EnergyDataType, number>>;
}

export interface PruningRecord {
  readonly strategy: string;
  /** Points of accuracy. */
  readonly bound: number;
  /** On the held-out images. */
  readonly denseAccuracy: number;
  readonly accuracy: number;
  readonly heldOutImages: number;
  /** Per image. */
  readonly points: readonly PruningPoint[];
  /** Activation densities of the dense network in all three; per image. */
  readonly removable: {
    readonly dense: number;
    readonly pruned: number;
    readonly empty: number;
    readonly share: number;
  };
  /** Of fine-tuning and evaluation, from the ledger. */
  readonly executedMacs: number;
}

/** In the run folder. */
export const RESULTS_FILE = 'results.json';
