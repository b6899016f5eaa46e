import type { RunStore } from '@picojoule/spec';
import { test } from 'vitest';
import { memoryStore } from '../fakes/memory-store.ts';
import { lawProofs } from '../law-proofs.ts';
import { type RunStoreSubject, runStoreLaws } from './run-store.ts';

const changed =
  (change: (store: RunStore) => Partial<RunStore>): (() => RunStoreSubject) =>
  () =>
  () => {
    const store = memoryStore();
    return { ...store, ...change(store) };
  };

const broken: Record<string, () => RunStoreSubject> = {
  'what was never written is undefined': changed(() => ({ readJson: async () => null })),
  'JSON reads as it was last written': changed(({ writeJson, readJson }) => ({
    async writeJson(name, value) {
      if ((await readJson(name)) === undefined) await writeJson(name, value);
    },
  })),
  'bytes read as they were last written, whatever happens to the buffers': changed(() => {
    const kept = new Map<string, Uint8Array>();
    return {
      async writeBytes(name, bytes) {
        kept.set(name, bytes);
      },
      readBytes: async (name) => kept.get(name),
    };
  }),
  'tensors read as they were written, with the state beside them': changed(({ writeTensors }) => ({
    writeTensors: (name, tensors) => writeTensors(name, tensors),
  })),
  'a graph reads as it was written': changed(({ writeGraph }) => ({
    writeGraph: (name, graph) => writeGraph(name, { ...graph, masks: {} }),
  })),
  'what was removed is undefined, and removing nothing is no error': changed(() => ({
    remove: async () => {},
  })),
};

for (const { name, check } of lawProofs(runStoreLaws, () => memoryStore, broken)) test(name, check);
