import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import type { Builder } from './builder-interface.ts';
import { findBlocks } from './find-blocks.ts';
import { verify } from './verify.ts';

function found(make: (b: Builder, x: string) => string) {
  const b = builder('net');
  const graph = b.build(make(b, b.input('x', ['batch', 4, 8, 8])));
  const blocks = findBlocks(graph);
  verify({ ...graph, blocks });
  return blocks;
}
const conv = (b: Builder, x: string) => b.conv(x, { filters: 4 });

test('a pre-activation block begins at its fork', () => {
  const blocks = found((b, x) => {
    const branch = conv(b, b.relu(conv(b, b.relu(b.batchNorm(x)))));
    return b.add(x, branch);
  });
  expect(blocks).toEqual([
    { name: 'add1', merge: 'add1', branch: ['batchNorm1', 'relu1', 'conv1', 'relu2', 'conv2'] },
  ]);
});

test('operands may stand in either order, and the shortcut may be a projection', () => {
  const blocks = found((b, x) => {
    const shortcut = b.batchNorm(b.conv(x, { filters: 4, kernel: 1 }));
    return b.add(conv(b, b.relu(conv(b, x))), shortcut);
  });
  expect(blocks.map((block) => block.branch)).toEqual([['conv2', 'relu1', 'conv3']]);
});

test('blocks inside blocks are found', () => {
  const blocks = found((b, x) => {
    const y = conv(b, x);
    return b.add(x, conv(b, b.add(y, conv(b, b.relu(y)))));
  });
  expect(blocks.map((block) => block.merge)).toEqual(['add1', 'add2']);
});

test.each<[string, (b: Builder, x: string) => string]>([
  ['two equal paths (which is the shortcut?)', (b, x) => b.add(conv(b, x), conv(b, x))],
  ['a path added to itself', (b, x) => b.add(conv(b, x), 'conv1')],
  ['an activation on the shortcut', (b, x) => b.add(b.relu(x), conv(b, conv(b, x)))],
  [
    'a branch that is used elsewhere',
    (b, x) => {
      const inner = conv(b, x);
      return b.add(conv(b, b.add(x, conv(b, inner))), b.relu(inner));
    },
  ],
  [
    'a shortcut of two convolutions',
    (b, x) => b.add(conv(b, conv(b, x)), conv(b, conv(b, conv(b, x)))),
  ],
  ['a branch without MACs', (b, x) => b.add(x, b.relu(x))],
  [
    'an operand that is broadcast',
    (b, x) => b.add(x, b.conv(b.globalAveragePool(x), { filters: 4 })),
  ],
  [
    'a constant operand',
    (b, x) =>
      b.add(conv(b, x), b.parameter('c', { type: 'float32', shape: [2, 4, 8, 8], fill: 1 })),
  ],
])('%s is no residual block', (_, make) => {
  expect(found(make)).toEqual([]);
});
