import { setImmediate } from 'node:timers/promises';
import type { ExecutionBackend, Plugin } from '@picojoule/spec';

/**
 * The same backend, whose sessions let the event loop turn before each step. Kernels in this thread
 * would otherwise keep Ctrl-C waiting until the whole run is done.
 */
export function interruptible(backend: Plugin<'backend', ExecutionBackend>): typeof backend {
  return {
    ...backend,
    async open(graph, options) {
      const session = await backend.open(graph, options);
      return {
        ...(session.device && { device: session.device }),
        async run(inputs, wanted) {
          await setImmediate();
          return session.run(inputs, wanted);
        },
        async train(step) {
          await setImmediate();
          return session.train(step);
        },
        readTensors: (names) => session.readTensors(names),
        writeTensors: (tensors, masks) => session.writeTensors(tensors, masks),
        checkpoint: () => session.checkpoint(),
        restore: (checkpoint) => session.restore(checkpoint),
        close: () => session.close(),
      };
    },
  };
}
