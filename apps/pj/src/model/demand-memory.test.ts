import { importOnnx } from '@picojoule/onnx';
import { doublingModel } from '@picojoule/onnx/testing';
import { referenceBackend } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { demandMemory } from './demand-memory.ts';

/** A map that doubles 20 times, in the end 4 MiB for each image: 6 MiB at once with the one before. */
const doubling = importOnnx(doublingModel([1], 20));

test('a batch of 4 GiB fits, one image more does not, and the message says how much', () => {
  const backend = referenceBackend();
  expect(() => demandMemory(doubling, backend, { batch: 682 })).not.toThrow();
  expect(() => demandMemory(doubling, backend, { batch: 683 })).toThrow(
    /needs 4.002 GiB .* to run 683 images at a time; at most 4 GiB/,
  );
  // All maps: 8 MiB for each image.
  expect(() => demandMemory(doubling, backend, { batch: 768, training: true })).toThrow(
    /needs 6 GiB .* to train on 768 images/,
  );
});

test('a backend may have less', () => {
  const backend = referenceBackend();
  const small = { ...backend, capabilities: { ...backend.capabilities, largestMemory: 2 ** 31 } };
  expect(() => demandMemory(doubling, small, { batch: 341 })).not.toThrow();
  expect(() => demandMemory(doubling, small, { batch: 342 })).toThrow(/at most 2 GiB/);
});
