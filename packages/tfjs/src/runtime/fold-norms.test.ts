import { builder } from '@picojoule/graph';
import { createRandom, type Graph, tensor } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { findNativeBinding } from '../setup/find.ts';
import { tfjsNative } from '../tfjs-native.ts';
import { foldNorms } from './fold-norms.ts';

const hasNative = findNativeBinding() !== undefined;
if (!hasNative) console.log('skipped: runs on tfjs-native, which is not set up (pj setup native)');

const IMAGES = 3;

/** Convolutions with and without bias, of one group and depthwise, and a norm with statistics. */
function net(): Graph {
  const b = builder('folding', 5);
  let x = b.input('images', ['batch', 3, 9, 9]);
  x = b.relu(b.batchNorm(b.conv(x, { filters: 6, stride: 2 })));
  x = b.batchNorm(b.conv(x, { filters: 6, group: 6 }));
  const merged = b.node('Add', [x, b.batchNorm(b.conv(x, { filters: 6, kernel: 1 }))], {});
  const pooled = b.flatten(b.globalAveragePool(merged));
  const graph = b.build(b.gemm(pooled, { units: 4, name: 'classifier', output: 'logits' }));
  const random = createRandom(2, 'statistics');
  const parameters = Object.entries(graph.parameters).map(([name, parameter]) => {
    const { shape } = parameter;
    if (shape.length !== 1) return [name, parameter] as const;
    const values = Float32Array.from({ length: shape[0]! }, () => random.next() + 0.5);
    return [name, tensor(shape, values)] as const;
  });
  return { ...graph, parameters: Object.fromEntries(parameters) };
}

test('norms of convolutions are folded, those of observed values are not', () => {
  const graph = net();
  const normsLeft = (observed: readonly string[]) =>
    foldNorms(graph, new Set(observed)).graph.nodes.filter(({ op }) => op === 'BatchNormalization')
      .length;
  const [conv] = graph.nodes.filter(({ op }) => op === 'Conv');
  expect(normsLeft([])).toBe(0);
  expect(normsLeft([conv!.outputs[0]!])).toBe(1);
});

describe.skipIf(!hasNative)('a folded run', () => {
  test('gives the logits and the ledger of one in which all values are observed', async () => {
    const graph = net();
    const session = await tfjsNative().open(graph, { seed: 1 });
    const random = createRandom(3, 'images');
    const values = Float32Array.from({ length: IMAGES * 3 * 81 }, () => random.normal());
    const images = tensor([IMAGES, 3, 9, 9], values);
    const folded = await session.run({ images });
    const taps = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''));
    const plain = await session.run({ images }, { taps });
    expect(folded.ledger).toEqual(plain.ledger);
    const [actual, expected] = [folded, plain].map(({ tensors }) => tensors.logits!.values);
    const scale = Math.max(...Array.from(expected!, Math.abs));
    for (const [i, value] of expected!.entries()) {
      expect(Math.abs(actual![i]! - value) / scale).toBeLessThan(1e-5);
    }
    await session.close();
  });
});
