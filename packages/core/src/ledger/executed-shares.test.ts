import type { LedgerRow, Pass } from '@picojoule/spec';
import { smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { executedShares } from './executed-shares.ts';

const row = (node: string, samples: number, pass: Pass = 'forward', bits = 32): LedgerRow => ({
  ...{ step: 0, node, op: 'Conv', pass, samples, dtype: 'float32' },
  bits: { input: bits, weight: bits, output: bits },
  macs: { executed: 0, nominal: 0, emulated: 0 },
});

test('the shares of a ledger are those of the images that ran each block forward', () => {
  const graph = smallGraph({ blocks: 3 });
  const ledger = [
    row('conv1', 60),
    row('conv1', 40, 'forward', 8),
    row('conv1', 500, 'statistics'),
    row('block1.conv1', 100),
    row('block2.conv1', 20),
    row('block2.conv1', 5, 'forward', 8),
    row('block2.conv1', 100, 'input-gradient'),
    row('block2.gate', 100, 'gate'),
    row('fc', 100),
  ];
  expect(executedShares(graph, ledger)).toEqual({ block1: 1, block2: 0.25, block3: 0 });
  expect(executedShares(graph, [])).toEqual({});
});
