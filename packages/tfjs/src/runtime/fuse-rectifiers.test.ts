import { builder } from '@picojoule/graph';
import { createRandom, type Graph, type TrainStep, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { rectified } from '../operators/rectified.ts';
import { findNativeBinding } from '../setup/find.ts';
import { tfjsNative } from '../tfjs-native.ts';
import { tfjsWasm } from '../tfjs-wasm.ts';
import { fuseRectifiers } from './fuse-rectifiers.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative) console.log('skipped: runs on tfjs-native, which is not set up (pj setup native)');

const IMAGES = 6;

/** A stem with ReLU6, a residual block whose sum is rectified, and a norm that two nodes read. */
function net(): Graph {
  const b = builder('rectified', 5);
  const clipped = b.batchNorm(b.conv(b.input('images', ['batch', 3, 8, 8]), { filters: 6 }));
  const stem = b.node('Clip', [clipped], { min: 0, max: 6 });
  const inner = b.relu(b.batchNorm(b.conv(stem, { filters: 6, name: 'inner' })));
  const branch = b.batchNorm(b.conv(inner, { filters: 6, name: 'outer' }));
  const merged = b.node('Add', [branch, stem], {}, { name: 'merge' });
  const last = b.batchNorm(b.conv(b.relu(merged), { filters: 5 }));
  const both = b.node('Add', [last, b.relu(last)], {});
  const pooled = b.flatten(b.globalAveragePool(both));
  const graph = b.build(b.gemm(pooled, { units: 4, name: 'classifier', output: 'logits' }));
  const between = graph.nodes.slice(
    graph.nodes.findIndex(({ name }) => name === 'inner'),
    graph.nodes.findIndex(({ name }) => name === 'merge'),
  );
  const block = { name: 'block', branch: between.map(({ name }) => name), merge: 'merge' };
  return { ...graph, blocks: [block] };
}

test('a rectifier joins the norm or sum that it alone reads', () => {
  const graph = net();
  const whole = { graph, rules: new Map() };
  const left = (observed: readonly string[]) =>
    fuseRectifiers(whole, new Set(observed), rectified).graph.nodes.filter(
      ({ op }) => op === 'Relu' || op === 'Clip',
    ).length;
  expect(graph.nodes.filter(({ op }) => op === 'Relu' || op === 'Clip')).toHaveLength(4);
  expect(left([])).toBe(1);
  const [norm] = graph.nodes.filter(({ op }) => op === 'BatchNormalization');
  expect(left([norm!.outputs[0]!])).toBe(2);
});

describe.skipIf(!hasNative)('training with joined rectifiers', () => {
  const plans: Readonly<Record<string, TrainStep['plan']>> = {
    'all images': {},
    'a block that some images skip': { blocks: { block: [1, 4] } },
    'a block that all images skip': { blocks: { block: [] } },
  };
  for (const [name, plan] of Object.entries(plans)) {
    test(`${name}: three steps equal those on wasm, where nothing is joined`, async () => {
      const random = createRandom(3, 'images');
      const values = Float32Array.from({ length: IMAGES * 3 * 64 }, () => random.normal());
      const inputs = { images: tensor([IMAGES, 3, 8, 8], values) };
      const labels = Int32Array.from({ length: IMAGES }, (_, i) => i % 4);
      const optimizer = { momentum: 0.9, weightDecay: 5e-4 };
      const [actual, expected] = await Promise.all(
        [tfjsNative(), tfjsWasm()].map(async (backend) => {
          const session = await backend.open(net(), { seed: 1, optimizer });
          const losses: number[] = [];
          for (let step = 0; step < 3; step++) {
            const result = await session.train({ inputs, labels, learningRate: 0.1, plan, step });
            losses.push(result.loss);
          }
          const tensors = await session.readTensors();
          await session.close();
          return { losses, tensors };
        }),
      );
      for (const [i, loss] of expected!.losses.entries()) {
        expect(actual!.losses[i]).toBeCloseTo(loss, 4);
      }
      for (const [parameter, { values }] of Object.entries(expected!.tensors)) {
        const [a, b] = [actual!.tensors[parameter]!.values, values].map((v) => Array.from(v));
        const off = Math.max(...a!.map((value, i) => Math.abs(value - b![i]!)));
        expect(off, parameter).toBeLessThan(1e-3 * Math.max(1, ...b!.map(Math.abs)));
      }
    });
  }
});
