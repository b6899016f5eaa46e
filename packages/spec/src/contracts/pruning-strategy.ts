import type { Graph, Tensors } from '../graph.ts';
import type { Random } from '../random.ts';
import type { EnergyEstimate } from './energy-model.ts';

export interface Evaluation {
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Mean softmax cross-entropy. */
  readonly loss: number;
}

export interface PruningContext {
  /** Where to start: the unpruned network or, in a resumed run, the last accepted one. */
  readonly graph: Graph;
  /** Whether each earlier edit was accepted, oldest first: empty unless the run was resumed. */
  readonly history: readonly boolean[];
  /** Prices a graph, activation densities as last measured. */
  energy(graph: Graph): EnergyEstimate;
  /**
   * Values of `graph` for the run's sample images (from the training set, the same ones each call):
   * feature maps [images, C, H, W].
   */
  activations(graph: Graph, values: readonly string[]): Promise<Tensors>;
  /** On the run's probe images (from the training set, not those that hold the bound). */
  evaluate(graph: Graph): Promise<Evaluation>;
  readonly random: Random;
  /** Aborts between two calls; long loops of a strategy should look at it. */
  readonly signal: AbortSignal;
  /** A line of progress. */
  report(line: string): void;
}

/** A proposal: parameters changed and masks set. */
export interface PruningEdit {
  readonly graph: Graph;
  /** What was done, for the run's record. */
  readonly note: string;
}

/** What the driver made of an edit: it fine-tuned it globally, masks held, and tried it against the bound. */
export interface PruningVerdict {
  readonly accepted: boolean;
  /** After fine-tuning, on the images that hold the bound. */
  readonly accuracy: number;
  /** The fine-tuned graph when accepted, else the last accepted one: go on from here. */
  readonly graph: Graph;
}

/**
 * Removes weights. An async generator that yields edits and is told what became of each; it returns
 * when it has nothing more to propose. Fine-tuning, the accuracy bound and the stop rule belong to the
 * driver, so that strategies are compared on equal terms.
 *
 * Laws: masks only ever lose elements along accepted edits; masked elements of an edit are zero; the
 * same context gives the same edits; it ends after finitely many rejections.
 */
export interface PruningStrategy {
  prune(context: PruningContext): AsyncGenerator<PruningEdit, void, PruningVerdict>;
}
