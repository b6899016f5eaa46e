import type { Graph, Tensors } from '../graph.ts';
import type { Random } from '../random.ts';
import type { GradientRule, StepResult, UpdateRule } from './execution-backend.ts';

/** State that a run folder can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * Emulated widths of a layer with MACs, in bits; 32 means none. Its feature maps are rounded to
 * `activation` bits, its weights to `weight`, the gradient of its output to `gradient`: fixed-point
 * numbers with one power of two as unit per tensor, to nearest (docs/method/precision.md). Gradients
 * flow as if nothing were rounded. Other operators, biases and the stored weights stay float32.
 */
export interface Precision {
  readonly activation: number;
  readonly weight: number;
  readonly gradient: number;
}

/**
 * What one training step is to do, decided before its batch is loaded. Absent fields mean plain
 * training. Keys are node names; `'*'` stands for every node that is not named.
 */
export interface StepPlan {
  /** The batch is neither loaded nor sent; the schedule counts it; nothing is updated. */
  readonly drop?: boolean;
  /** For each named block, the images (positions in the batch) that execute it; [] skips it whole. */
  readonly blocks?: Readonly<Record<string, readonly number[]>>;
  readonly precision?: Readonly<Record<string, Precision>>;
  readonly gradientRule?: Readonly<Record<string, GradientRule>>;
  readonly update?: Readonly<Record<string, UpdateRule>>;
  /**
   * For each named gated block, what is added to the loss per unit of its gate's mean probability: above
   * 0 it makes the block rarer.
   */
  readonly gateCost?: Readonly<Record<string, number>>;
  /** The step of the schedule whose learning rate this one takes; its own when absent. */
  readonly rateOf?: number;
  /**
   * The weights as they are after this step, dropped or not, enter the mean that the training hands out
   * in place of its last weights, with running statistics taken anew from `statisticsBatches` batches, in
   * the precision of this step. The driver's business: sessions do not look at it.
   */
  readonly average?: { readonly statisticsBatches: number };
}

export interface StepInfo {
  /** 0-based, in the schedule: dropped steps count. */
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly batchSize: number;
  /** Of the schedule at this step; once it has run, the one that it took (`rateOf`). */
  readonly learningRate: number;
  readonly graph: Graph;
  /** A stream of the saver's own, the same for the same seed and step. */
  readonly random: Random;
}

/**
 * Saves training work by planning steps. Returns data, never kernels, so that the same saver drives a
 * backend in this process and a board behind a wire. State is explicit: replay and resume follow.
 *
 * Laws: `plan` is a function of its arguments; the state survives JSON; dropped steps make no ledger
 * rows; with its saving set to nothing a saver equals plain training.
 */
export interface TrainingSaver<State extends Json = Json> {
  /** The steps of the schedule, from those of plain training (SMD's "4/3 as long"). */
  stretch?(steps: number): number;
  /** Inserts what must run inside the forward pass, such as gates. */
  prepare?(graph: Graph): Graph;
  initial(): State;
  /**
   * Called before the steps before it have run, and where `after` changed a state since, once more from that: a plan
   * from an outdated state is not used.
   */
  plan(info: StepInfo, state: State): { readonly plan: StepPlan; readonly state: State };
  /** Called after each executed step, in the order of the savers. */
  after?(info: StepInfo, result: StepResult, state: State): State;
  /** Parameters to replace when the schedule is over, such as those of branches that ran at times only. */
  finish?(graph: Graph): Tensors;
}
