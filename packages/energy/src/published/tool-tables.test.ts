import { expect, test } from 'vitest';
import { eyerissTool } from '../eyeriss-tool/eyeriss-tool.ts';
import { alexNet } from './alexnet.ts';
import { figure6ToolTable } from './asil17-figure6-tool.ts';
import { table1ToolTable } from './cvpr17-table1-tool.ts';
import type { PublishedTable } from './published-table.ts';

const errorOf = (table: PublishedTable, row: string, column: string) => {
  const at = table.columns.indexOf(column) - 1;
  const { ours, published } = table.rows.find(({ name }) => name === row)!.cells[at]!;
  return ours / published! - 1;
};

const figure6 = figure6ToolTable();
const cells = figure6.rows.flatMap(({ name }) =>
  figure6.columns.slice(1).map((column) => [name, column] as const),
);

test.each(cells)('Asilomar 2017, Fig. 6: %s, %s', (row, column) => {
  const promised = row === 'all' || column === 'sum' ? 0.001 : row === 'FC3' ? 0.003 : 0.005;
  expect(Math.abs(errorOf(figure6, row, column))).toBeLessThan(promised);
});

const table1 = table1ToolTable();
const [weights, macs, energy] = table1.columns.slice(1) as [string, string, string];

test.each(['AlexNet dense', 'AlexNet HAN15', 'GoogLeNet dense'])(
  'CVPR 2017, table 1: %s within 10 % of the simulated energy, 2 % of weights and effectual MACs',
  (row) => {
    expect(Math.abs(errorOf(table1, row, energy))).toBeLessThan(0.1);
    expect(Math.abs(errorOf(table1, row, weights))).toBeLessThan(0.02);
    expect(Math.abs(errorOf(table1, row, macs))).toBeLessThan(0.02);
  },
);

test('CVPR 2017, table 1: of the energy-aware AlexNet the product rule misses a fifth of the MACs', () => {
  expect(errorOf(table1, 'AlexNet energy-aware', macs)).toBeCloseTo(-0.19, 2);
  expect(errorOf(table1, 'AlexNet energy-aware', energy)).toBeCloseTo(-0.08, 2);
});

test('Asilomar 2017: the tool is about 2.5 % below the simulator on AlexNet', () => {
  expect(errorOf(table1, 'AlexNet dense', energy)).toBeCloseTo(-0.025, 2);
});

test('AlexNet is mapped as its bars say (m, n, e, p, q, r, t)', () => {
  const model = eyerissTool();
  const recovered = [
    [96, 1, 7, 16, 1, 1, 1],
    [64, 1, 14, 16, 2, 1, 2],
    [192, 1, 13, 16, 4, 4, 1],
    [192, 1, 13, 16, 4, 4, 1],
    [128, 1, 13, 16, 4, 4, 1],
    [4096, 11, 1, 16, 2, 2, 8],
    [4096, 11, 1, 16, 8, 8, 8],
    [1000, 44, 1, 20, 8, 8, 10],
  ];
  const mapped = alexNet(44).map((layer) => {
    const { mapping } = model.explain(layer)!;
    return ['m', 'n', 'e', 'p', 'q', 'r', 't'].map(
      (letter) => mapping.find(({ name }) => name === letter)!.value,
    );
  });
  expect(mapped).toEqual(recovered);
});
