import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import { inferShapes } from './infer-shapes.ts';
import { macsOf, workloadsOf } from './workloads/workloads.ts';

function small(seed = 1, extra = false) {
  const b = builder('small', seed);
  const x = b.input('images', ['batch', 1, 8, 8]);
  let y = b.relu(b.batchNorm(b.conv(x, { filters: 4, stride: 2 })));
  if (extra) y = b.conv(y, { filters: 4, name: 'extra' });
  y = b.block(
    'block1',
    y,
    (z) => b.conv(b.relu(b.conv(z, { filters: 6, stride: 2 })), { filters: 6 }),
    (z) => b.conv(z, { filters: 6, kernel: 1, stride: 2, pad: 0 }),
  );
  return b.build(b.gemm(b.flatten(b.globalAveragePool(y)), { units: 3, output: 'logits' }));
}

test('a small residual net is built, verified and has the shapes of its drawing', () => {
  const graph = small();
  const shapes = inferShapes(graph, 5);
  expect(shapes.conv1).toEqual([5, 4, 4, 4]);
  expect(shapes['block1.add']).toEqual([5, 6, 2, 2]);
  expect(shapes.logits).toEqual([5, 3]);
  expect(graph.blocks).toEqual([
    {
      name: 'block1',
      branch: ['block1.conv1', 'block1.relu1', 'block1.conv2'],
      merge: 'block1.add',
    },
  ]);
  // 9*4*16 + 9*4*6*4 + 9*6*6*4 + 4*6*4 + 6*3, counted by hand
  expect(macsOf(graph, 1)).toBe(576 + 864 + 1296 + 96 + 18);
  expect(workloadsOf(graph, { batch: 2 })).toHaveLength(graph.nodes.length);
});

test('weights are He normal, follow the seed, and do not change with layers added elsewhere', () => {
  const [first, again, longer, other] = [small(1), small(1), small(1, true), small(2)];
  const name = 'block1.conv2.weight';
  expect(first.parameters[name]).toEqual(again.parameters[name]);
  expect(first.parameters[name]).toEqual(longer.parameters[name]);
  expect(first.parameters[name]).not.toEqual(other.parameters[name]);

  const b = builder('wide', 3);
  b.build(b.conv(b.input('x', ['batch', 64, 4, 4]), { filters: 64 }));
  const wide = b.build('conv1').parameters['conv1.weight']!;
  const values = 'values' in wide ? [...wide.values] : [];
  const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
  // 36864 samples: the relative deviation of the variance is sqrt(2 / 36864) = 0.7 %.
  expect(variance / (2 / (64 * 9))).toBeGreaterThan(0.97);
  expect(variance / (2 / (64 * 9))).toBeLessThan(1.03);
});
