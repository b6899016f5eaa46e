import { builder, inferShapes } from '@picojoule/graph';
import { createRandom, type Graph, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { tfjsNative } from '../tfjs-native.ts';
import { tfjsWasm } from '../tfjs-wasm.ts';
import { foldNorms } from './fold-norms.ts';
import { fuseSums } from './fuse-sums.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative) console.log('skipped: runs on tfjs-native, which is not set up (pj setup native)');

const IMAGES = 3;

/** A sum with what was there before, a rectified one of two convolutions, one that spreads, and one with itself. */
function net(): Graph {
  const b = builder('sums', 5);
  const conv = (x: string, filters = 6) => b.batchNorm(b.conv(x, { filters }));
  const stem = b.relu(conv(b.input('images', ['batch', 3, 8, 8])));
  const plain = b.node('Add', [stem, conv(stem)], {}, { name: 'plain' });
  const rectified = b.relu(b.node('Add', [conv(plain), conv(plain)], {}, { name: 'rectified' }));
  const means = b.globalAveragePool(rectified);
  const spread = b.node('Add', [means, conv(rectified)], {}, { name: 'spread' });
  const last = conv(spread);
  const twice = b.node('Add', [last, last], {}, { name: 'twice' });
  const pooled = b.flatten(b.globalAveragePool(twice));
  return b.build(b.gemm(pooled, { units: 4, name: 'classifier', output: 'logits' }));
}

/** The sums that are left. */
function left(graph: Graph, observed: readonly string[] = []): readonly string[] {
  const folded = foldNorms(graph, new Set(observed));
  const fused = fuseSums(folded, new Set(observed), folded.epsilons, inferShapes(graph, 1));
  return fused.graph.nodes.filter(({ op }) => op === 'Add').map(({ name }) => name);
}

test('a convolution takes over the sum of its norm with a map of that shape made before', () => {
  const graph = net();
  expect(left(graph)).toEqual(['spread', 'twice']);
  const sum = graph.nodes.find(({ name }) => name === 'plain')!;
  expect(left(graph, [sum.inputs[1]!])).toEqual(['plain', 'spread', 'twice']);
});

test('a gated block keeps its sum', () => {
  const graph = net();
  const block = { name: 'block', branch: [], merge: 'plain', gate: 'some value' };
  expect(left({ ...graph, blocks: [block] })).toEqual(['plain', 'spread', 'twice']);
  const { gate: _, ...free } = block;
  expect(left({ ...graph, blocks: [free] })).toEqual(['spread', 'twice']);
});

describe.skipIf(!hasNative)('a run with joined sums', () => {
  test('equals that on wasm, also after a parameter has changed', async () => {
    const graph = net();
    const random = createRandom(3, 'images');
    const values = Float32Array.from({ length: IMAGES * 3 * 64 }, () => random.normal());
    const images = tensor([IMAGES, 3, 8, 8], values);
    const [native, wasm] = await Promise.all(
      [tfjsNative(), tfjsWasm()].map((backend) => backend.open(graph, { seed: 1 })),
    );
    for (const [name, { shape }] of Object.entries(graph.parameters)) {
      const size = shape.reduce((a, b) => a * b, 1);
      const written = Float32Array.from({ length: size }, () => random.next() * 0.2 + 0.1);
      for (const session of [native!, wasm!]) {
        await session.writeTensors({ [name]: tensor(shape, written) });
      }
      const [actual, expected] = await Promise.all(
        [native!, wasm!].map(async (session) => (await session.run({ images })).tensors.logits!),
      );
      const largest = Math.max(...Array.from(expected!.values, Math.abs));
      for (const [i, value] of expected!.values.entries()) {
        expect(Math.abs(actual!.values[i]! - value) / largest, name).toBeLessThan(1e-4);
      }
    }
    await Promise.all([native!.close(), wasm!.close()]);
  });
});
