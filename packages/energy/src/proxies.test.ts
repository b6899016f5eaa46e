import { expect, test } from 'vitest';
import { macs } from './macs.ts';
import { parameters } from './parameters.ts';
import { alexNet } from './published/alexnet.ts';

test('the MAC proxy sees MACs alone, the parameter proxy weights alone', () => {
  const half = alexNet(2, { FC1: { weight: 0.5 }, CONV1: { input: 0.5 } });
  expect(macs().estimate(half).layers[0]!.total).toBe(half[0]!.macs / 2);
  expect(macs().estimate(half).layers[5]!.total).toBe(half[5]!.macs / 2);
  const weights = parameters().estimate(alexNet(7)).total;
  // AlexNet. CVPR 2017, table 1, has 60.95 million: without biases, with which there are 60.97.
  expect(weights).toBe(60_954_656);
  expect(parameters().estimate(half).layers[5]!.total).toBe((256 * 36 * 4096) / 2);
});
