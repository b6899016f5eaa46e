import { pruningPoint } from '@picojoule/core';
import * as v from 'valibot';

/** In the run folder. */
export const RESULTS_FILE = 'results.json';

const list = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.readonly());
const byName = v.pipe(v.record(v.string(), v.pipe(v.number(), v.finite())), v.readonly());
const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `bounded`: of the steps alone that a bound was stated for. */
const signsRecord = v.object({
  weights: count,
  predicted: count,
  wrong: v.optional(count),
  tiles: v.optional(v.object({ all: count, spared: count })),
  bounded: v.optional(v.object({ predicted: count, wrong: count, bound: number })),
});
export type SignsRecord = v.InferOutput<typeof signsRecord>;

/** What a device counted in a training, beside what its ledger leads one to expect. */
const cyclesRecord = v.object({
  /** By the device, in all. */
  counted: number,
  /** Among them. */
  updates: number,
  /** For all but updates, from the ledger. */
  expected: number,
  /** For all but updates, of plain training of the same scheduled steps. */
  plain: number,
  /** Where signs were predicted: shares of the products that were left out, and that could have been. */
  spared: v.optional(number),
  sparable: v.optional(number),
});
export type CyclesRecord = v.InferOutput<typeof cyclesRecord>;

/** A training, as its part of the run keeps it. */
export const trainingRecord = v.object({
  part: v.string(),
  savers: list(v.string()),
  /** Steps. */
  scheduled: count,
  executed: count,
  /** From the ledger, forward and gradients. */
  executedMacs: number,
  nominalMacs: number,
  /** By the first configured model, in its unit. */
  energy: v.optional(number),
  /** Where layers were in few bits. */
  bitProducts: v.optional(v.object({ formed: number, unpredicted: number, floor: number })),
  /** Where signs were predicted: over all layers and executed steps. */
  signs: v.optional(signsRecord),
  /** Where a device counts them. */
  cycles: v.optional(cyclesRecord),
  /** Where residual blocks were skipped: the share of the images trained on that executed each. */
  executedShares: v.optional(byName),
  history: list(v.object({ step: count, loss: number, accuracy: number })),
});
export type TrainingRecord = v.InferOutput<typeof trainingRecord>;

/** An outputs' comparison, with ONNX Runtime where nothing else is said: max |a - b| / max |b|. */
const checkRecord = v.object({
  what: v.string(),
  error: number,
  /** Absent where few bits must differ. */
  limit: v.optional(number),
});
export const checkRecords = list(checkRecord);
export type CheckRecord = v.InferOutput<typeof checkRecord>;

const layerRecord = v.object({
  layer: v.string(),
  energy: v.object({ ifmap: number, ofmap: number, weight: number, computation: number }),
});
export type LayerRecord = v.InferOutput<typeof layerRecord>;

export const networkRecord = v.object({
  name: v.string(),
  /** In the run folder. */
  file: v.string(),
  /** On all test images, in ONNX Runtime. */
  accuracy: number,
  /** On the same images on a backend that computes in few bits. */
  backendAccuracy: v.optional(number),
  testImages: count,
  nonZeroWeights: count,
  weights: count,
  /** Per image, activation densities as this network has them. */
  effectualMacs: number,
  denseMacs: number,
  energy: number,
  layers: list(layerRecord),
  /** Operators that the model does not price. */
  unpriced: list(v.string()),
  /** Of the other configured models, by name, for a batch of one image. */
  otherEnergies: byName,
});
export type NetworkRecord = v.InferOutput<typeof networkRecord>;

export const pruningRecord = v.object({
  strategy: v.string(),
  /** Points of accuracy. */
  bound: number,
  /** On the held-out images. */
  denseAccuracy: number,
  accuracy: number,
  heldOutImages: count,
  /** Per image. */
  points: list(pruningPoint),
  /** Activation densities of the dense network in all three; per image. */
  removable: v.object({ dense: number, pruned: number, empty: number, share: number }),
  /** Of fine-tuning and evaluation, from the ledger. */
  executedMacs: number,
});
export type PruningRecord = v.InferOutput<typeof pruningRecord>;

export const deviceRecord = v.object({
  board: v.string(),
  bitstream: v.string(),
  clock: number,
  macsPerCycle: number,
  simulated: v.boolean(),
});

/** Wall-clock of each part, over all sessions of the run. */
export const secondsRecord = byName;

/** All that a run found, as its `results.json` keeps it; reports are made from this alone. */
export const resultsRecord = v.pipe(
  v.object({
    title: v.string(),
    backend: v.string(),
    /** That networks ran on, beside this machine. */
    devices: v.optional(list(deviceRecord)),
    dataset: v.string(),
    seed: number,
    /** How energy is modelled. Energies are per image, but for a proxy of the network as a whole. */
    energy: v.object({
      model: v.string(),
      unit: v.picklist(['MAC', 'J', 'weight']),
      batch: count,
      bits: count,
      /** Where the model counts something instead of pricing it. */
      proxy: v.optional(v.object({ counts: v.string(), perImage: v.boolean() })),
    }),
    trainings: list(trainingRecord),
    checks: checkRecords,
    /** The unpruned ones, then one for each pruning. */
    networks: list(networkRecord),
    prunings: list(pruningRecord),
    seconds: secondsRecord,
  }),
  v.check(
    ({ networks, prunings }) => networks.length > prunings.length,
    'there must be more networks than prunings',
  ),
);
export type Results = v.InferOutput<typeof resultsRecord>;
