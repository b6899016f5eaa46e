import type { Graph, OperatorName, Tensors } from '../graph.ts';
import type { LedgerRow } from '../ledger.ts';
import type { Precision, StepPlan } from './training-saver.ts';

/** Checked against a graph and a plan before anything is sent. */
export interface Capabilities {
  readonly operators: {
    readonly run: readonly OperatorName[];
    readonly train: readonly OperatorName[];
  };
  /** The data type its kernels compute in. */
  readonly dtype: LedgerRow['dtype'];
  /** Bit widths that it can emulate for activations, weights and gradients. */
  readonly emulatedBits: readonly number[];
  /** The widths that its layers compute in whatever a plan says, where these are few: a plan may ask for them too. */
  readonly ownBits?: Precision;
  readonly gradientRules: readonly ('exact' | PredictedSign['kind'])[];
  /** The only predictor of signs that it has; absent: any of widths that it emulates. */
  readonly predictor?: Pick<PredictedSign, 'activationBits' | 'gradientBits'>;
  readonly updateRules: readonly UpdateRule[];
  /** Skips blocks not at all, only for the whole batch, or for any of its images. */
  readonly blockSkipping: 'none' | 'batch' | 'image';
  /** Decides gated blocks while it runs; needs `blockSkipping` by image. Absent: it does not. */
  readonly gates?: boolean;
  /** Most images of one `train` call; Infinity where memory is the only limit. */
  readonly largestBatch: number;
  /** Most bytes of weights and feature maps at one time, where it has a limit of its own. */
  readonly largestMemory?: number;
  /** True where the same seed and inputs give the same bits. */
  readonly bitExact: boolean;
}

export type GradientRule = 'exact' | PredictedSign;

/**
 * The sign of a layer's weight gradient g instead of g, predicted where that is safe (PSG of E2-Train):
 * with m the gradient from the most significant bits alone, `sign(m)` for weights with
 * `|m| >= beta max|m|` and `m != 0`, else `sign(g)`. The bits are those of the layer's fixed-point
 * operands, rounded to nearest. Biases, and nodes without weights and MACs, keep exact gradients.
 */
export interface PredictedSign {
  readonly kind: 'predicted-sign';
  /** Bits of the feature map that the predictor multiplies; 4 in the paper. */
  readonly activationBits: number;
  /** Bits of the output's gradient; 10 in the paper. */
  readonly gradientBits: number;
  /** Share of the largest magnitude, 0 to 1; 0.05 in the paper. */
  readonly beta: number;
  /** Also states the `bound` of the signs that are wrong; costs a pass `probe` of two weight gradients. */
  readonly bounded?: boolean;
}

/**
 * - `sgd`: as `OptimizerOptions` says, on whatever the gradient rule gives.
 * - `sign`: `w -= learningRate (sign(g) + weightDecay w)`, signSGD with decay beside it; momentum is
 *   neither used nor changed.
 * - `frozen`: neither gradient nor update; running statistics still follow the images.
 */
export type UpdateRule = 'sgd' | 'sign' | 'frozen';

export interface SessionOptions {
  readonly seed: number;
  /** Present when the session will train. Loss: mean softmax cross-entropy of the graph's only output. */
  readonly optimizer?: OptimizerOptions;
}

/** Stochastic gradient descent: `v = momentum v + g + weightDecay w; w -= learningRate v`. */
export interface OptimizerOptions {
  readonly momentum: number;
  /** Applied to filters and matrices, not to biases and batch norm. */
  readonly weightDecay: number;
  readonly nesterov?: boolean;
}

export interface RunOptions {
  /** Names of inner values to return beside the outputs. */
  readonly taps?: readonly string[];
  /** Names of values (inputs included) whose share of non-zeros is returned. */
  readonly densities?: readonly string[];
}

export interface RunResult {
  /** The graph's outputs and the tapped values, in the graph's layout. */
  readonly tensors: Tensors;
  readonly densities: Readonly<Record<string, number>>;
  readonly ledger: readonly LedgerRow[];
}

export interface TrainStep {
  /** The graph's inputs by name; the first dimension is the batch. */
  readonly inputs: Tensors;
  /** Class of each image. */
  readonly labels: Int32Array;
  readonly learningRate: number;
  /** Never one that drops: a dropped batch reaches no session. */
  readonly plan: StepPlan;
  /** Number of the step in the schedule, for the ledger and for seeded choices. */
  readonly step: number;
}

export interface StepResult {
  readonly loss: number;
  /** Images whose largest output is their label. */
  readonly correct: number;
  readonly ledger: readonly LedgerRow[];
  /** By node, where the plan predicts signs and the node got a weight gradient. */
  readonly signs?: Readonly<Record<string, SignStatistics>>;
  /** Clock cycles of a device that counts them, with what no row of the ledger holds. */
  readonly cycles?: StepCycles;
  /** By gated block. */
  readonly gates?: Readonly<Record<string, GateStatistics>>;
}

export interface StepCycles {
  readonly total: number;
  /** Those in which parameters were updated. */
  readonly update: number;
}

/** What a gate decided for a batch. */
export interface GateStatistics {
  readonly images: number;
  /** Images that executed the block. */
  readonly executed: number;
  /** Mean over the batch of the probability to execute it. */
  readonly probability: number;
}

/** How a prediction of gradient signs went; summed over the images where each is decided by itself. */
export interface SignStatistics {
  readonly weights: number;
  /** Weights whose sign the predictor decided. */
  readonly predicted: number;
  /** Decided ones whose sign is not that of the full gradient; absent where that is never formed. */
  readonly wrong?: number;
  /** Where only whole tiles of weights are spared the remainder: all of them, and those spared. */
  readonly tiles?: { readonly all: number; readonly spared: number };
  /**
   * Expected `wrong`, at most, where the prediction is `bounded`: the sum over the weights of
   * `min(1, (Dx^2 sum gy^2 + Dg^2 sum msb(x)^2) / (12 (|g| + tau)^2))`, D being the units of the most
   * significant bits, 0 where these are all. Chebyshev's inequality, for rounding errors that are
   * independent, of mean zero and of variance D^2 / 12.
   */
  readonly bound?: number;
}

/** A device beside the host, as it says of itself. */
export interface Device {
  readonly board: string;
  /** Of its bitstream; zeros where there is none. */
  readonly bitstream: string;
  /** Cycles per second. */
  readonly clock: number;
  /** 8-bit products per cycle. */
  readonly macsPerCycle: number;
  /** True for all that is not the hardware itself. */
  readonly simulated: boolean;
}

/** All that a session needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly parameters: Tensors;
  /** Optimiser state by parameter name. */
  readonly optimizer: Tensors;
}

/**
 * A network opened on a backend. A gated block runs, in step s of a training with seed r, for the images
 * i of the batch with `u_i < p_i`, u being the stream `createRandom(r, 'gate/<block>/<s>')`, as far as
 * the plan does not skip it. The gate's gradient is straight-through on these images alone, weighted
 * by how unlikely each was: `dL/dp_i = <dL/dy_i, branch_i> / p_i`, and 0 for the others, whose branch
 * is not computed. `run` executes the block for images with `p_i >= 1/2`.
 *
 * Calls are answered in order. Every call returns ledger rows for the
 * work that it executed, and none for what it skipped.
 *
 * Laws: `run` is a function of parameters and inputs; `restore(checkpoint())` changes nothing; a run
 * resumed from a checkpoint equals the uninterrupted one; masked elements are zero after every call;
 * executed MACs equal those of the kernels launched; after `close` every call rejects.
 */
export interface Session {
  /** Where the network runs on a device of its own: which one. */
  readonly device?: Device;
  run(inputs: Tensors, options?: RunOptions): Promise<RunResult>;
  train(step: TrainStep): Promise<StepResult>;
  /** Parameters by name; all of them when `names` is absent. */
  readTensors(names?: readonly string[]): Promise<Tensors>;
  /** Replaces parameters and masks; the optimiser's state of replaced parameters is kept. */
  writeTensors(tensors: Tensors, masks?: Readonly<Record<string, Uint8Array>>): Promise<void>;
  checkpoint(): Promise<Checkpoint>;
  restore(checkpoint: Checkpoint): Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs and trains graphs.
 *
 * @throws PicojouleError from `open` when the graph holds an operator that it cannot run: all such
 * operators are named at once, with their nodes.
 */
export interface ExecutionBackend {
  readonly capabilities: Capabilities;
  open(graph: Graph, options: SessionOptions): Promise<Session>;
}
