import { Worker } from 'node:worker_threads';
import { type ByteImages, makeImages } from './make-images.ts';

/** Makes batches of images in a thread of its own. */
export interface ImageWorker {
  /** As `makeImages`; answers in the order of the calls. */
  make(indices: ArrayLike<number>, changes?: Int8Array): Promise<Float32Array>;
  /** Ends the thread; what was not answered rejects. */
  close(): Promise<void>;
}

// Given as source, so that it runs from TypeScript's files and from built ones alike.
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const makeImages = ${makeImages};
parentPort.on('message', ({ indices, changes }) => {
  const images = makeImages(workerData, indices, changes);
  parentPort.postMessage(images, [images.buffer]);
});
`;

interface Call {
  resolve(images: Float32Array): void;
  reject(reason: unknown): void;
}

/**
 * @param source Its bytes are best in shared memory; others are copied once.
 * @param failed Makes the error for calls that the thread cannot answer any more.
 */
export function startImageWorker(
  source: ByteImages,
  failed: (cause?: unknown) => Error,
): ImageWorker {
  const worker = new Worker(SOURCE, { eval: true, workerData: source });
  const calls: Call[] = [];
  let ended: Error | undefined;
  // An idle thread keeps no process alive.
  worker.unref();
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of calls.splice(0)) reject(ended);
  };
  worker.on('message', (images: Float32Array) => {
    calls.shift()?.resolve(images);
    if (calls.length === 0) worker.unref();
  });
  worker.on('error', (cause) => end(failed(cause)));
  worker.on('exit', () => end(failed()));
  return {
    make: (indices, changes) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        calls.push({ resolve, reject });
        worker.ref();
        worker.postMessage({ indices, changes });
      }),
    async close() {
      end(failed());
      await worker.terminate();
    },
  };
}
