import { expect, test } from 'vitest';
import { connectLoads } from './connect-loads.ts';

test('lines connect loads and put the board back, and others are told', async () => {
  const connected: (number | undefined)[] = [];
  const said: string[] = [];
  async function* lines() {
    yield* ['0', ' 12.5 ', 'board', '', '-1', '5 mA', 'Infinity'];
  }
  const device = { connect: (amperes?: number) => connected.push(amperes) };
  await connectLoads(lines(), device, { line: (text) => said.push(text) });
  expect(connected).toEqual([0, 0.0125, undefined]);
  expect(said.map((text) => /^"(.*)" is no load/.exec(text)?.[1])).toEqual([
    '',
    '-1',
    '5 mA',
    'Infinity',
  ]);
});
