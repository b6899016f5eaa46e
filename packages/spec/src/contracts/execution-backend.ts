import type { Graph, OperatorName, Tensors } from '../graph.ts';
import type { LedgerRow } from '../ledger.ts';
import type { StepPlan } from './training-saver.ts';

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
  readonly gradientRules: readonly GradientRule[];
  readonly updateRules: readonly UpdateRule[];
  /** Skips blocks not at all, only for the whole batch, or for any of its images. */
  readonly blockSkipping: 'none' | 'batch' | 'image';
  /** Most images of one `train` call; Infinity where memory is the only limit. */
  readonly largestBatch: number;
  /** Most bytes of weights and feature maps at one time, where it has a limit of its own. */
  readonly largestMemory?: number;
  /** True where the same seed and inputs give the same bits. */
  readonly bitExact: boolean;
}

export type GradientRule = 'exact' | 'predicted-sign';
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
}

/** All that a session needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly parameters: Tensors;
  /** Optimiser state by parameter name. */
  readonly optimizer: Tensors;
}

/**
 * A network opened on a backend. Calls are answered in order. Every call returns ledger rows for the
 * work that it executed, and none for what it skipped.
 *
 * Laws: `run` is a function of parameters and inputs; `restore(checkpoint())` changes nothing; a run
 * resumed from a checkpoint equals the uninterrupted one; masked elements are zero after every call;
 * executed MACs equal those of the kernels launched; after `close` every call rejects.
 */
export interface Session {
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
