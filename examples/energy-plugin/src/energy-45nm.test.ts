import type { Workload } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { addition, multiplication } from './costs.ts';
import { energy45nm } from './energy-45nm.ts';

const layer: Workload = {
  layer: 'fc',
  op: 'Gemm',
  pass: 'forward',
  kind: 'fc',
  batch: 1,
  inputChannels: 100,
  outputChannels: 10,
  groups: 1,
  input: [1, 1],
  kernel: [1, 1],
  output: [1, 1],
  strides: [1, 1],
  pads: [0, 0, 0, 0],
  dilations: [1, 1],
  bits: { input: 32, weight: 32, output: 32 },
  density: { input: 1, weight: 1, output: 1 },
  macs: 1000,
};

test("the table's own widths cost what the table says (Horowitz, ISSCC 2014, recalled)", () => {
  expect(addition(8)).toBeCloseTo(0.03, 12);
  expect(addition(32)).toBeCloseTo(0.1, 12);
  expect(multiplication(8, 8)).toBeCloseTo(0.2, 12);
  expect(multiplication(32, 32)).toBeCloseTo(3.1, 12);
});

test('a layer costs what a calculation by hand gives', () => {
  const { total, unit } = energy45nm().estimate([layer]);
  const operations = 1000 * (3.1 + 0.1);
  const fetched = 1000 * 2 * (32 / 64) * 10;
  const moved = (100 + 1000 + 10) * (32 / 64) * 1300;
  expect(unit).toBe('J');
  expect(total).toBeCloseTo((operations + fetched + moved) * 1e-12, 18);
});

test('layers without MACs are listed with their reason', () => {
  const pooling: Workload = { ...layer, layer: 'pool', op: 'MaxPool', kind: 'data', macs: 0 };
  const { unpriced, layers } = energy45nm().estimate([pooling]);
  expect(layers).toEqual([]);
  expect(unpriced).toEqual([{ layer: 'pool', pass: 'forward', reason: 'MaxPool has no MACs' }]);
});
