import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { parseLoad, typedLoads } from './known-loads.ts';

test.each(['12.5 1.2', ' 12.5, 1.2 ', '12.5;1.2'])('"%s" is a load', (text) => {
  expect(parseLoad(text)).toEqual({ amperes: 0.0125, volts: 1.2 });
});

test.each(['', '12.5', '12.5 1.2 3', 'a b', '0 1.2', '-1 1.2', '12mA 1.2V', 'Infinity 1.2'])(
  '"%s" is none',
  (text) => {
    expect(() => parseLoad(text)).toThrow(expect.objectContaining({ code: 'CALIBRATE_READING' }));
  },
);

const bench = { shunt: { ohms: 1 }, reference: { current: 5e-4 } };
async function typed(text: string, isTTY: boolean) {
  const said: string[] = [];
  const input = Object.assign(Readable.from([text]), { isTTY });
  const loads = [];
  const progress = { line: (one: string) => said.push(one) };
  for await (const load of typedLoads(bench, progress, input)) loads.push(load);
  return { loads, said };
}

test('a load that is mistyped at a terminal is asked for again, and no reading is lost', async () => {
  const { loads, said } = await typed('\n5 1.2\n12\n12 1.2\n25 1.2\n', true);
  expect(loads.map(({ amperes }) => amperes)).toEqual([0, 0.005, 0.012, 0.025]);
  expect(said.filter((one) => one.includes('second load'))).toHaveLength(2);
  // A running board's own current passes the shunt, too.
  expect(said[1]).toMatch(/first load.*through the shunt in mA/);
  expect(said).toContainEqual(expect.stringContaining('"12" is no current'));
});

test('elsewhere it is an error, and so is an input that ends', async () => {
  const refused = expect.objectContaining({ code: 'CALIBRATE_READING' });
  await expect(typed('\n5 1.2\n12\n12 1.2\n25 1.2\n', false)).rejects.toEqual(refused);
  await expect(typed('\n5 1.2\n', true)).rejects.toEqual(refused);
});

test('the same load again is asked for again at a terminal, and so is one that spans too little', async () => {
  const { loads, said } = await typed('\n12 1.2\n12.005 1.2\n13 1.2\n14 1.2\n25 1.2\n', true);
  expect(loads.map(({ amperes }) => amperes)).toEqual([0, 0.012, 0.013, 0.025]);
  expect(said).toContainEqual(expect.stringMatching(/12\.00 and 12\.01 mA are one.*another load/));
  expect(said).toContainEqual(expect.stringMatching(/12\.00, 13\.00, 14\.00 mA span too little/));
});

test('elsewhere it is an error before that load is read', async () => {
  const refused = expect.objectContaining({ code: 'POWER_LOADS' });
  await expect(typed('\n12 1.2\n12 1.2\n', false)).rejects.toEqual(refused);
});
