import { type Graph, type Node, PicojouleError, tensor } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { builder } from './builder.ts';
import { verify } from './verify.ts';

function residual(): Graph {
  const b = builder('residual');
  const x = b.relu(b.conv(b.input('x', ['batch', 2, 4, 4]), { filters: 2, name: 'stem' }));
  const y = b.block('block', x, (z) => b.conv(b.relu(z), { filters: 2 }));
  return b.build(b.relu(y, { name: 'last', output: 'y' }));
}

function problemsOf(graph: Graph): string {
  try {
    verify(graph);
  } catch (error) {
    expect(error).toBeInstanceOf(PicojouleError);
    expect((error as PicojouleError).code).toBe('GRAPH_INVALID');
    return (error as PicojouleError).message;
  }
  return '';
}

const relu = (name: string, input: string, output: string): Node => ({
  name,
  op: 'Relu',
  inputs: [input],
  outputs: [output],
  attributes: {},
});

test('a sound graph passes', () => {
  expect(problemsOf(residual())).toBe('');
});

test('all problems are listed at once', () => {
  const graph = residual();
  const message = problemsOf({
    ...graph,
    nodes: [...graph.nodes, relu('last', 'y', 'z'), relu('q', 'nothing', 'y')],
    parameters: {
      ...graph.parameters,
      w: { type: 'float32', shape: [3], values: new Float32Array(2) },
    },
    masks: { ghost: new Uint8Array(1), 'stem.weight': new Uint8Array(5) },
    outputs: ['missing'],
  });
  expect(message).toContain('7 problem(s)');
  expect(message).toContain('"w" of shape [3] needs 3 values, has 2');
  expect(message).toContain('mask "ghost" belongs to no parameter');
  expect(message).toContain('mask "stem.weight" has 5 elements, its parameter 36');
  expect(message).toContain('node name "last" is used twice');
  expect(message).toContain('Relu "q" reads "nothing", which nothing makes');
  expect(message).toContain('value "y" is made twice');
  expect(message).toContain('output "missing" is made by nothing');
});

const cases: Record<string, [(graph: Graph) => Partial<Graph>, RegExp]> = {
  order: [
    (g) => ({ nodes: g.nodes.toReversed(), blocks: [] }),
    /Relu "last" reads "block.add" before it is made/,
  ],
  'a missing parameter': [
    (g) => ({ parameters: { 'stem.weight': g.parameters['stem.weight']! } }),
    /reads "block.conv1.weight", which nothing makes/,
  ],
  'a parameter of the wrong shape': [
    (g) => ({ parameters: { ...g.parameters, 'stem.weight': tensor([1], [1]) } }),
    /Conv "stem" cannot take .*four dimensions/,
  ],
  'a parameter named as a value': [
    (g) => ({ parameters: { ...g.parameters, y: tensor([1], [1]) } }),
    /value "y" is made twice/,
  ],
  'an input without a size': [
    () => ({ inputs: [{ name: 'x', type: 'float32', shape: ['batch', 2, 0, 4] }] }),
    /input "x" has the shape/,
  ],
  'an unknown operator': [
    (g) => ({
      nodes: g.nodes.map((n) => (n.name === 'last' ? ({ ...n, op: 'toString' } as never) : n)),
    }),
    /toString "last" is no known operator/,
  ],
  'no output': [() => ({ outputs: [] }), /no output/],
  'a merge that is no Add': [block({ merge: 'last' }), /"last" is no Add/],
  'a branch of unknown nodes': [block({ branch: ['nobody'] }), /unknown nodes: nobody/],
  'an empty branch': [block({ branch: [] }), /branch is empty/],
  'a branch out of order': [block({ branch: ['block.conv1', 'block.relu1'] }), /execution order/],
  'a branch that names a node twice': [
    block({ branch: ['block.relu1', 'block.relu1', 'block.conv1'] }),
    /execution order/,
  ],
  'a branch that lacks its end': [block({ branch: ['block.relu1'] }), /also read by block.conv1/],
  'a branch that holds its shortcut': [
    block({ branch: ['relu1', 'block.relu1', 'block.conv1'] }),
    /reads 2 values of the branch/,
  ],
  'a gate from nowhere': [block({ gate: 'nobody' }), /gate "nobody" is made by no node/],
  'a gate made too late': [block({ gate: 'y' }), /gate "y" is made by no node before/],
  'a gate of a whole map': [block({ gate: 'relu1' }), /not one number per image/],
  'a branch that is an output': [() => ({ outputs: ['y', 'block.conv1'] }), /is an output/],
  'two blocks of one name': [(g) => ({ blocks: [...g.blocks, ...g.blocks] }), /name is used twice/],
};

function block(change: Partial<Graph['blocks'][number]>): (graph: Graph) => Partial<Graph> {
  return (graph) => ({ blocks: [{ ...graph.blocks[0]!, ...change }] });
}

test.each(Object.entries(cases))('%s is a problem', (_, [change, message]) => {
  const graph = residual();
  expect(problemsOf({ ...graph, ...change(graph) })).toMatch(message);
});

test('a shortcut that is stretched to the branch is no shortcut', () => {
  const b = builder('stretched');
  const x = b.input('x', ['batch', 1, 4, 4]);
  b.block('wide', x, (z) => b.conv(z, { filters: 3 }));
  expect(() => b.build('wide.add')).toThrow(/shortcut \[2,1,4,4\] has not the shape \[2,3,4,4\]/);
});
