import type { Workload } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const layer: Workload = {
  layer: 'conv1',
  op: 'Conv',
  pass: 'forward',
  kind: 'conv',
  batch: 1,
  inputChannels: 2,
  outputChannels: 3,
  groups: 1,
  input: [4, 4],
  kernel: [1, 1],
  output: [4, 4],
  strides: [1, 1],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  bits: { input: 16, weight: 16, output: 16 },
  density: { input: 0.5, weight: 1, output: 1 },
  macs: 96,
};

test('a layer costs what a calculation by hand gives', () => {
  const { total, layers } = myPlugin({ moveCost: 10 }).estimate([layer]);
  // 96 MACs of which half are skipped; 32 inputs half of which are zero, 6 weights, 48 outputs.
  expect(total).toBe(48 + 10 * (16 + 6 + 48));
  expect(layers[0]?.parts.map(({ energy }) => energy)).toEqual([48, 160, 60, 480]);
});

test('a negative cost is refused', () => {
  expect(() => myPlugin({ moveCost: -1 })).toThrow(/moveCost/);
});
