import { alexNet, eyeriss, formatBreakdown } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { toolRows, toolText } from './tool-text.ts';

const net = alexNet(1).slice(0, 2);

test('of a forward pass it is the tool’s own text', async () => {
  const found = eyeriss().estimate(net);
  expect(await toolText(found)).toBe(formatBreakdown(found));
  expect(toolRows(found)).toEqual([]);
});

test('of a training step a last column names the rows', async () => {
  const [one, two] = net as [(typeof net)[0], (typeof net)[0]];
  const step = [one, { ...two, layer: 'a,"b"' }, { ...two, pass: 'input-gradient' as const }];
  const lines = (await toolText(eyeriss().estimate(step))).split('\n');
  expect(lines.map((line) => line.split(',').slice(5).join(','))).toEqual([
    ...['Layer', 'CONV1', '"a,""b"""', 'CONV2 (input-gradient)', ''],
  ]);
});

test('where layers are left out, the index is told with the names', () => {
  const found = eyeriss().estimate(net);
  const unpriced = [{ layer: 'p', pass: 'forward', reason: 'no' }] as const;
  expect(toolRows({ ...found, unpriced })).toEqual(['Rows: 1 CONV1, 2 CONV2.']);
});
