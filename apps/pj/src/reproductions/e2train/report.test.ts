import { expect, test } from 'vitest';
import { type DeepNet, deepFigures, deepReport, gateShare } from './deep-report.ts';
import type { Outcome } from './outcome.ts';
import { explainDifference, factorsOf } from './product-of-factors.ts';
import { reportOf } from './report.ts';
import { SCALES } from './scales.ts';
import { someArm, someOutcome, someTraining } from './testing.ts';

const macs = (executed: number) => ({ executed, nominal: executed, emulated: executed });
const arms = {
  standard: someArm('standard', [{}, {}]),
  smd: someArm('smd-two-thirds', [
    { energy: 30, macs: macs(600) },
    { energy: 20, macs: macs(400) },
  ]),
  slu: someArm('slu-40', [
    { energy: 40, shares: { a: 0.6 } },
    { energy: 40, shares: { a: 0.6 } },
  ]),
  psg: someArm('psg', [{ energy: 25 }, { energy: 25 }]),
  all: someArm('all-40', [
    { energy: 11, shares: { a: 0.5 }, passes: { forward: 90, gate: 10 } },
    { energy: 11, shares: { a: 0.5 }, passes: { forward: 90, gate: 10 } },
  ]),
};

test('the product is that of the mean factors, beside what all three took', () => {
  const [passes, macFactors, , energy] = factorsOf(arms);
  expect(passes).toMatchObject({ smd: 1, slu: 1, psg: 1, combined: 0.09 });
  expect(macFactors).toMatchObject({ measure: 'executed MACs', smd: 0.5, slu: 1 });
  expect(energy).toMatchObject({ smd: 0.5, slu: 0.8, psg: 0.5, combined: 0.22 });
  expect(energy!.product).toBeCloseTo(0.2, 12);
});

test('the difference is explained by what was found', () => {
  expect(explainDifference(arms)).toMatch(/50\.00 % of the pairs .* 40\.00 % alone/);
  expect(explainDifference(arms)).toMatch(/gates are 10\.00 %/);
});

test('every table has a cell for each column, and every arm its row', () => {
  const { sections } = reportOf(someOutcome(Object.values(arms)));
  for (const { table } of sections)
    for (const row of table?.rows ?? []) expect(row.length).toBe(table!.columns.length);
  expect(sections[0]!.table!.rows.map(([what]) => what)).toEqual([
    ...['standard', 'smd-two-thirds', 'slu-40', 'psg', 'all-40'],
  ]);
});

test('a report of one seed says what it cannot decide', () => {
  const saidWith = (scale: Outcome['scale']) =>
    reportOf({ ...someOutcome(Object.values(arms)), scale }).summary.some((line) =>
      line.startsWith('One seed alone'),
    );
  expect(saidWith(SCALES.quick)).toBe(true);
  expect(saidWith(SCALES.usual)).toBe(false);
});

const rowsOf = (title: string, outcome: Outcome) =>
  reportOf(outcome).sections.find((section) => section.title === title)!.table!.rows;

test('an arm stands beside plain training of equal energy, paired by seed', () => {
  const outcome = someOutcome([
    someArm('standard', [{}, {}]),
    someArm('psg', [
      { test: 0.9, energy: 20 },
      { test: 0.92, energy: 22 },
    ]),
    someArm('equal-energy-psg', [
      { test: 0.89, energy: 20 },
      { test: 0.89, energy: 24 },
    ]),
  ]);
  // Differences of 1 and 3 points: 2 on average, deviation sqrt(2), t = 12.706 of one degree of freedom.
  expect(rowsOf('Against plain training of equal energy', outcome)).toEqual([
    ['psg', 2, 21, 22, expect.closeTo(2), expect.closeTo(12.706)],
  ]);
});

test('SLU stands beside its rivals, with the interval of each difference', () => {
  const outcome = someOutcome([
    someArm('standard', [{}, {}]),
    someArm('slu-40', [
      { test: 0.9, shares: { a: 0.6 } },
      { test: 0.92, shares: { a: 0.6 } },
    ]),
    someArm('random-skip-40', [{ test: 0.89 }, { test: 0.89 }]),
  ]);
  expect(rowsOf('Skipping', outcome)).toEqual([
    [
      ...[0.4, expect.closeTo(0.4), expect.closeTo(0.91), null, null, null],
      ...[expect.closeTo(0.89), expect.closeTo(2), expect.closeTo(12.706), 'yes'],
    ],
  ]);
});

test('energy to an accuracy is of the seeds that all arms have', () => {
  // 80 % at 25 J and 90 % at 50 J, but for the third seed, which is full training's alone.
  const dear = [{ step: 100, executed: 100, accuracy: 0.99, energy: 900, seconds: 10 }];
  const outcome = someOutcome([
    someArm('standard', [{}, {}, { curve: dear }]),
    someArm('smd-half', [{}, {}]),
  ]);
  const rows = rowsOf('Energy to an accuracy', outcome);
  // 2 points below 90 % are at four fifths of the way from 25 to 50 J.
  for (const row of rows) expect(row.slice(1, 3)).toEqual([2, expect.closeTo(45)]);
  expect(rows.map((row) => row.at(-1))).toEqual([expect.closeTo(50), expect.closeTo(50)]);
});

test("gates are a share of the network's MACs, whatever was skipped, promised to be small", () => {
  const plain = { macs: macs(200), executed: 100 };
  expect(gateShare({ passes: { forward: 40, gate: 1 }, executed: 50 }, plain)).toBe(0.01);
  expect(gateShare({ passes: { forward: 99 }, executed: 50 }, plain)).toBe(0);
  const passes = { forward: 799.5, gate: 0.5 };
  const record = someTraining({ passes, seconds: 8, macs: macs(800), shares: { a: 0.55 } });
  const net: DeepNet = {
    name: 'net',
    times: [
      { key: 'standard', round: 0, seconds: 10, macs: 1000, energy: 10 },
      { key: 'slu-40', round: 0, seconds: 8, macs: 700, energy: 8 },
    ],
    arms: [
      { key: 'standard', what: 'standard', family: 'standard', record: someTraining() },
      { key: 'slu-40', what: 'SLU', family: 'slu', record },
    ],
  };
  const { values, claims } = deepFigures([net]);
  expect(values['net slu-40 gates']).toBeCloseTo(0.0005, 12);
  expect(claims).toContainEqual(
    expect.objectContaining({ figure: 'net slu-40 gates', is: '<', than: 0.0004 }),
  );
  expect(claims.find(({ what }) => what.includes('target'))).toMatchObject({
    ...{ figure: expect.closeTo(0.05), is: '<=', than: 0.02 },
  });
  // 0.8 of the seconds, 0.7 of the MACs, 0.8 of the energy.
  expect(claims.filter(({ what }) => what.includes('seconds'))).toEqual([
    expect.objectContaining({ figure: expect.closeTo(0.1), is: '<=', than: 0.08 }),
    expect.objectContaining({ figure: expect.closeTo(0), is: '<=', than: 0.08 }),
  ]);
  const { sections } = deepReport([net], { backend: 'fake', model: 'fake' });
  for (const { table } of sections)
    for (const row of table!.rows) expect(row.length).toBe(table!.columns.length);
  expect(sections[1]!.table!.rows).toEqual([
    ['SLU', 0.8, 0.7, 0.8, ...Array(3).fill(expect.closeTo(0.1)), 0, 0, 0],
  ]);
});
