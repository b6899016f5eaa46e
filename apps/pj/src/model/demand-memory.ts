import { type RunMemoryOptions, runMemory } from '@picojoule/graph';
import type { ExecutionBackend, Graph } from '@picojoule/spec';
import { modelMemory } from './errors.ts';

/** Bytes of parameters and feature maps beyond which nothing is run; what is only priced may be larger. */
const MOST_RUN_BYTES = 2 ** 32;

/**
 * Refuses to run a network whose feature maps would fill the machine: a file of a kilobyte can ask
 * for terabytes.
 *
 * @throws PicojouleError `MODEL_MEMORY`, before anything is allocated.
 */
export function demandMemory(
  graph: Graph,
  backend: ExecutionBackend,
  options: RunMemoryOptions,
): void {
  const bytes = runMemory(graph, options);
  const limit = Math.min(MOST_RUN_BYTES, backend.capabilities.largestMemory ?? MOST_RUN_BYTES);
  if (!(bytes <= limit)) throw modelMemory(graph.name, options, bytes, limit);
}
