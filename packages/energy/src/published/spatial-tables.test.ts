import { expect, test } from 'vitest';
import { accelergyTable } from './accelergy-exercise.ts';
import type { PublishedTable } from './published-table.ts';
import { sparseloopRatioTable, sparseloopWordsTable } from './sparseloop-table7.ts';
import { conv1dCountsTable, conv1dEnergyTable } from './timeloop-conv1d.ts';
import { eyerissLikeCountsTable, eyerissLikeEnergyTable } from './timeloop-eyeriss-like.ts';

/** Cells of a column, as [row, ours, published]. */
const column = (table: PublishedTable, i: number) =>
  table.rows.map(({ name, cells }) => [name, cells[i]!.ours, cells[i]!.published!] as const);

test.each([
  ['Timeloop exercises 00 and 01 (ISPASS 2020)', conv1dCountsTable()],
  ['Timeloop, eyeriss_like', eyerissLikeCountsTable()],
])('%s: every access count is exact', (_, table) => {
  for (const i of [0, 1]) {
    for (const [name, ours, published] of column(table, i)) expect(ours, name).toBe(published);
  }
});

test.each([
  ['Timeloop exercise 00 (ISPASS 2020)', conv1dEnergyTable()],
  ['Accelergy exercise 02 (ISPASS 2020)', accelergyTable()],
])('%s: energies to the printed digit', (_, table) => {
  for (const [name, ours, published] of column(table, 0)) {
    expect(Number(ours.toFixed(table.digits)), name).toBe(published);
  }
});

test('Timeloop, eyeriss_like: parts and total within 0.1 %; the printed parts miss the printed total', () => {
  const rows = column(eyerissLikeEnergyTable(), 0);
  for (const [name, ours, published] of rows) {
    expect(Math.abs(ours / published - 1), name).toBeLessThan(name === 'total' ? 0.001 : 1e-6);
  }
  const parts = rows.slice(0, -1).reduce((sum, [, , published]) => sum + published, 0);
  expect((parts / 1e6).toFixed(2)).toBe('59.26');
  expect(rows.at(-1)![2]).toBe(59.28e6);
});

test('Sparseloop (MICRO 2022), table 7: dense words exact, compression ratios to three digits', () => {
  for (const i of [0, 1, 2]) {
    for (const [name, ours, published] of column(sparseloopWordsTable(), i)) {
      expect(ours, name).toBe(published);
    }
  }
  for (const i of [3, 4]) {
    for (const [name, ours, published] of column(sparseloopWordsTable(), i)) {
      // Rounded up there.
      expect(Math.abs(ours - published), name).toBeLessThanOrEqual(1 + 1e-6);
    }
  }
  for (const [name, ours, published] of column(sparseloopRatioTable(), 0)) {
    expect(ours.toFixed(3), name).toBe(published.toFixed(3));
  }
});
