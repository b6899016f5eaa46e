import { alexNet } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { findLayer } from './find-layer.ts';

const net = alexNet(1).map((workload, i) => ({ ...workload, layer: `n${i}` }));
const step = [...net, ...net.map((workload) => ({ ...workload, pass: 'update' as const }))];

test.each([
  ['n4', 'n4'],
  ['CONV5', 'n4'],
  ['conv1', 'n0'],
  ['FC3', 'n7'],
])('%s is %s', (name, layer) => {
  expect(findLayer(step, name).map((one) => [one.layer, one.pass])).toEqual([
    [layer, 'forward'],
    [layer, 'update'],
  ]);
});

test('a name that the network uses itself means that layer', () => {
  const odd = net.map((workload, i) => ({ ...workload, layer: `CONV${8 - i}` }));
  expect(findLayer(odd, 'CONV2')).toEqual([odd[6]]);
});

test.each(['CONV6', 'FC0', 'conv', 'm4'])('%s is unknown, and the layers are listed', (name) => {
  expect(() => findLayer(net, name)).toThrow(`There is no layer "${name}"`);
  try {
    findLayer(net, name);
  } catch (error) {
    expect(error).toMatchObject({ next: expect.stringContaining('n0, n1, n2') });
  }
});
