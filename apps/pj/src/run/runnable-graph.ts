import { EVALUATION_BATCH } from '@picojoule/core';
import { freeBatch } from '@picojoule/onnx';
import type { Config, ExecutionBackend, Graph } from '@picojoule/spec';
import { settingsOf } from '../main-job/settings.ts';
import { demandMemory } from '../model/demand-memory.ts';
import { weightsNotFinite } from '../model/errors.ts';
import { notFinite } from '../model/not-finite.ts';

/**
 * The network of a run, for batches of any size. What could only fail later is refused here, before
 * the run has a folder.
 *
 * @throws PicojouleError `MODEL_NOT_FINITE`, `ONNX_BATCH_FIXED`, `MODEL_MEMORY`.
 */
export function runnableGraph(graph: Graph, config: Config, backend: ExecutionBackend): Graph {
  const wrong = notFinite(graph);
  if (wrong !== undefined) throw weightsNotFinite(graph.name, wrong);
  const free = freeBatch(graph);
  const { train, fineTune, sets } = settingsOf(config);
  demandMemory(free, backend, { batch: Math.max(EVALUATION_BATCH, sets.samples) });
  const steps = [...(config.train ? [train] : []), ...(config.prune ? [fineTune] : [])];
  for (const { batchSize } of steps) {
    demandMemory(free, backend, { batch: batchSize, training: true });
  }
  return free;
}
