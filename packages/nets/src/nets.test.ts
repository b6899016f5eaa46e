import {
  countWeights,
  findBlocks,
  inferShapes,
  macsOf,
  trainableParameters,
} from '@picojoule/graph';
import { type Graph, sizeOf } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { boardNet, mobileNet, mobileNetV2, quickstartNet, resnet, squeezeNet } from './index.ts';

const parameterCount = (graph: Graph) =>
  trainableParameters(graph).reduce(
    (sum, { name }) => sum + sizeOf(graph.parameters[name]!.shape),
    0,
  );

describe('ResNet-6n+2 on CIFAR: the anchors of E2-Train (reference e2train.md, section 5)', () => {
  test.each([
    [38, 83.28, 0.561],
    [74, 168.22, 1.142],
    [110, 253.15, 1.722],
  ])('ResNet-%i has %f forward MMAC and %f M weights', (depth, mmac, millions) => {
    const graph = resnet({ depth });
    expect((macsOf(graph, 1) / 1e6).toFixed(2)).toBe(mmac.toFixed(2));
    // The anchor's "parameters" are filters and matrix, without batch norm.
    expect((countWeights(graph).total / 1e6).toFixed(3)).toBe(millions.toFixed(3));
    expect(graph.blocks).toHaveLength((depth - 2) / 2);
  });
});

test('option A saves exactly the two projections', () => {
  const [a, b] = (['pad', 'projection'] as const).map((shortcut) => resnet({ depth: 8, shortcut }));
  expect(macsOf(b!, 1) - macsOf(a!, 1)).toBe(16 * 32 * 16 * 16 + 32 * 64 * 8 * 8);
});

test('without batch norm a ResNet has the same weights and MACs, and no other parameters', () => {
  const [plain, normed] = [false, true].map((batchNorm) => resnet({ depth: 8, batchNorm }));
  expect(plain!.nodes.map(({ op }) => op)).not.toContain('BatchNormalization');
  expect(countWeights(plain!)).toEqual(countWeights(normed!));
  expect(macsOf(plain!, 1)).toBe(macsOf(normed!, 1));
  // The bias of the classifier.
  expect(parameterCount(plain!)).toBe(countWeights(plain!).total + 10);
});

test('ResNet-20 has 0.27 M parameters (He et al. 2016, table 6)', () => {
  expect((parameterCount(resnet({ depth: 20, shortcut: 'pad' })) / 1e6).toFixed(2)).toBe('0.27');
});

test.each(['projection', 'pad'] as const)(
  'findBlocks finds the blocks of a ResNet with %s shortcuts',
  (shortcut) => {
    const graph = resnet({ depth: 14, shortcut, widths: [4, 8, 16] });
    const bare = ({ branch, merge }: Graph['blocks'][number]) => ({ branch, merge });
    expect(findBlocks(graph).map(bare)).toEqual(graph.blocks.map(bare));
  },
);

test('MobileNetV2: blocks where the paper has shortcuts, 4 x 4 maps, and 2.24 M parameters', () => {
  const graph = mobileNetV2();
  expect(graph.blocks).toHaveLength(10);
  expect(findBlocks(graph).map((block) => block.merge)).toEqual(
    graph.blocks.map((block) => block.merge),
  );
  const shapes = inferShapes(graph, 1);
  const pool = graph.nodes.find((node) => node.op === 'GlobalAveragePool')!;
  expect(shapes[pool.inputs[0]!]).toEqual([1, 1280, 4, 4]);
  // The ImageNet net of 3,504,872 parameters with its classifier of 1000 classes replaced by 10
  // (widely published count; the paper rounds it to 3.4 M).
  expect(parameterCount(graph)).toBe(3_504_872 - 1281 * 1000 + 1281 * 10);
});

test('MobileNet has 4.2 M parameters and 569 M MACs (Howard et al. 2017, table 8)', () => {
  const graph = mobileNet();
  expect((parameterCount(graph) / 1e6).toFixed(1)).toBe('4.2');
  expect((macsOf(graph, 1) / 1e6).toFixed(0)).toBe('569');
});

test('SqueezeNet has 1,248,424 parameters (its paper, table 1: recalled), 13 x 13 maps at its end', () => {
  const graph = squeezeNet();
  expect(parameterCount(graph)).toBe(1_248_424);
  const shapes = inferShapes(graph, 1);
  const pool = graph.nodes.find((node) => node.op === 'GlobalAveragePool')!;
  expect(shapes[pool.inputs[0]!]).toEqual([1, 1000, 13, 13]);
  expect(shapes.logits).toEqual([1, 1000]);
});

test('MobileNetV2 with half of the channels', () => {
  const graph = mobileNetV2({ widthMultiplier: 0.5, shape: [1, 28, 28], classes: 7 });
  expect(inferShapes(graph, 3).logits).toEqual([3, 7]);
});

test('the net of the quickstart has the shapes and counts of its table', () => {
  const graph = quickstartNet({ seed: 1 });
  const shapes = inferShapes(graph, 4);
  expect(shapes.images).toEqual([4, 1, 28, 28]);
  expect(shapes['block1.add']).toEqual([4, 8, 14, 14]);
  expect(shapes['block2.add']).toEqual([4, 16, 7, 7]);
  expect(shapes['block3.add']).toEqual([4, 32, 4, 4]);
  expect(shapes.logits).toEqual([4, 10]);
  expect(graph.outputs).toEqual(['logits']);
  const weights =
    9 * 8 +
    2 * 9 * 8 * 8 +
    9 * 8 * 16 +
    9 * 16 * 16 +
    8 * 16 +
    9 * 16 * 32 +
    9 * 32 * 32 +
    16 * 32 +
    320;
  expect(countWeights(graph)).toMatchObject({ total: weights, nonZero: weights });
  expect(findBlocks(graph).map((b) => b.branch)).toEqual(graph.blocks.map((b) => b.branch));
});

test('nets refuse what they cannot be, and say what they can', () => {
  expect(() => resnet({ depth: 21 })).toThrow(/6n \+ 2/);
  expect(() => resnet({ depth: 8, widths: [16, 8, 64] })).toThrow(/do not shrink/);
  expect(() => resnet({ depth: 8, shape: [3, 0, 32] })).toThrow(/positive whole/);
  expect(() => mobileNetV2({ widthMultiplier: 0 })).toThrow(/positive number/);
  expect(() => mobileNetV2({ classes: 0 })).toThrow(/one class/);
});

test('boardNet has no batch norm, and its blocks are those of the graph', () => {
  const graph = boardNet({ blocks: 3 });
  expect(graph.nodes.some(({ op }) => op === 'BatchNormalization')).toBe(false);
  expect(findBlocks(graph).map((b) => b.branch)).toEqual(graph.blocks.map((b) => b.branch));
  // Stem, two convolutions a block, a projection, the classifier with its bias.
  expect(parameterCount(graph)).toBe(16 * 9 + 6 * 16 * 16 * 9 + 16 * 16 + 16 * 10 + 10);
  expect(inferShapes(graph, 2).logits).toEqual([2, 10]);
});
