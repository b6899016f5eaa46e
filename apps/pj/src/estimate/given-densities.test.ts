import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallGraph } from '@picojoule/testkit';
import { afterAll, expect, test } from 'vitest';
import { givenDensities } from './given-densities.ts';

const folder = mkdtempSync(join(tmpdir(), 'pj-densities-'));
afterAll(() => rmSync(folder, { recursive: true }));
const graph = smallGraph();
const values = graph.nodes.flatMap(({ outputs }) => outputs);
const fromFile = (text: string) => {
  writeFileSync(join(folder, 'shares.json'), text);
  return givenDensities(graph, 'shares.json', folder);
};

test('one share counts for what the layers make, not for the images', () => {
  const { densities, note } = givenDensities(graph, 0.29, folder);
  expect(densities).toEqual(Object.fromEntries(values.map((name) => [name, 0.29])));
  expect(note).toContain('29 %');
});

test('a file gives shares by value', () => {
  const densities = { [values[0]!]: 0.5 };
  expect(fromFile(JSON.stringify(densities)).densities).toEqual(densities);
});

test.each([
  ['{', /not JSON/],
  ['3', /it is no share/],
  ['[]', /a list, not an object/],
  ['{"x": 2}', /"x" is no share/],
  [`{"${values[0]!}x": 1}`, new RegExp(`did you mean "${values[0]!}"`)],
])('%s is refused', (text, problem) => {
  expect(() => fromFile(text)).toThrow(problem);
});
