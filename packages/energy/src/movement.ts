import type { Workload } from '@picojoule/spec';

/** What a layer pass without MACs does. */
export interface Movement {
  /** Values read from and written to the outermost memory, each once. */
  readonly read: number;
  readonly written: number;
  /** Values that pass an arithmetic unit. */
  readonly operations: number;
}

/**
 * The rule of all models for layers without MACs: pooling, element by element, normalisation, layout,
 * updates. All operands are read once and all results written once, to and from the outermost memory,
 * as no such layer uses a value again that another has not pushed out. One that works in place moves
 * nothing; its operations are still done.
 */
export function movementOf(workload: Workload): Movement {
  const { batch, inputChannels, outputChannels, input, output } = workload;
  const times = workload.inPlace === true ? 0 : batch;
  return {
    read: times * inputChannels * input[0] * input[1],
    written: times * outputChannels * output[0] * output[1],
    operations: workload.operations ?? 0,
  };
}
