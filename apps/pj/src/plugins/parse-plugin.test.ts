import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parsePlugin } from './parse-plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'pj-options-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'chip.json'), '{"name":"mine","levels":[1,2]}');
writeFileSync(join(folder, 'list.json'), '[1]');
writeFileSync(join(folder, 'ert.yaml'), 'ERT: {}\n');

test.each([
  ['eyeriss', 'eyeriss', undefined],
  ['my-package#model', 'my-package#model', undefined],
  ['file:///a/plugin.ts#model', 'file:///a/plugin.ts#model', undefined],
  ['C:\\plugin.ts#model:node=45', 'C:\\plugin.ts#model', { node: 45 }],
  ['@scope/package#model:note=a#b', '@scope/package#model', { note: 'a#b' }],
  [
    'eyeriss:chip=jssc17:skipZeros=false:note=1x',
    'eyeriss',
    { chip: 'jssc17', skipZeros: false, note: '1x' },
  ],
  ['a:costs.DRAM=1e2:costs.RF=.5:x=a=b', 'a', { costs: { DRAM: 100, RF: '.5' }, x: 'a=b' }],
  ['a:b={"c":"d:e=f"}:g=[1,2]:h="7":i=', 'a', { b: { c: 'd:e=f' }, g: [1, 2], h: '7', i: '' }],
  ['a:{"b":{"c":1}}', 'a', { b: { c: 1 } }],
  ['a:toString=1:constructor.name=2', 'a', { toString: 1, constructor: { name: 2 } }],
  [
    'spatial:architecture=@chip.json:convAndFcOnly=true',
    'spatial',
    { architecture: { name: 'mine', levels: [1, 2] }, convAndFcOnly: true },
  ],
  [
    'spatial:ert=@ert.yaml:ertPlaces.RF=pad',
    'spatial',
    { ert: 'ERT: {}\n', ertPlaces: { RF: 'pad' } },
  ],
  ['spatial:@chip.json', 'spatial', { name: 'mine', levels: [1, 2] }],
])('%s', (text, name, options) => {
  const parsed = parsePlugin(text, folder);
  expect(parsed).toEqual({ name, options });
  expect(Object.getPrototypeOf(parsed.options ?? {})).toBe(Object.prototype);
});

test.each([
  ['eyeriss:jssc17', '"jssc17" is no option=value'],
  ['eyeriss:', '"" is no option=value'],
  ['eyeriss:chip=jssc17:fast', '"fast" is no option=value'],
  ['a:b=1:b=2', '"b" is given twice'],
  ['a:b=1:b.c=2', '"b.c" is given inside of a value'],
  ['a:b..c=1', '"b..c=1" is no option=value'],
  ['a:{"b":1', 'they are no JSON'],
  ['a:@list.json', 'options are a JSON object'],
])('%s cannot be read', (text, problem) => {
  expect(() => parsePlugin(text, folder)).toThrow(problem);
});

test('an inherited name cannot be set through a path', () => {
  expect(() => parsePlugin('a:__proto__.b=1', folder)).toThrow();
  expect({}).not.toHaveProperty('b');
});
