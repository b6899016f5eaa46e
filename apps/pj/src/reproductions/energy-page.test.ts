import { fileURLToPath } from 'node:url';
import { publishedTables } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { energyPage } from './energy-page.ts';
import { columnErrors } from './table-errors.ts';
import { networkFigures, weightsPage } from './weights-page.ts';

const page = (name: string) =>
  fileURLToPath(new URL(`../../../../docs/method/${name}.md`, import.meta.url));
const tables = publishedTables();

test('docs/method/energy.md shows the tables that the code gives (vitest -u writes it)', async () => {
  await expect(energyPage(tables)).toMatchFileSnapshot(page('energy'));
});

test('docs/method/weights-and-energy.md shows what the code gives', async () => {
  await expect(weightsPage(networkFigures())).toMatchFileSnapshot(page('weights-and-energy'));
});

test.each(tables)('$name: a title and digits for every cell', ({ columns, rows, tolerance }) => {
  for (const { cells } of rows) expect(cells).toHaveLength(columns.length - 1);
  expect(tolerance?.length ?? 0).toBeLessThan(columns.length);
});

test.each(tables)('$name: no cell is further off than promised', (table) => {
  const broken = columnErrors(table).filter(
    ({ largest, tolerance = Number.POSITIVE_INFINITY }) => largest > tolerance,
  );
  expect(broken).toEqual([]);
});

test('names are those of one table each, and work as anchors', () => {
  const names = tables.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});
