import { expect, test } from 'vitest';
import { type DeepNet, deepFigures, deepReport, gateShare } from './deep-report.ts';
import { explainDifference, factorsOf } from './product-of-factors.ts';
import { reportOf } from './report.ts';
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

test("gates are a share of the network's MACs, whatever was skipped, promised to be small", () => {
  const plain = { macs: macs(200), executed: 100 };
  expect(gateShare({ passes: { forward: 40, gate: 1 }, executed: 50 }, plain)).toBe(0.01);
  expect(gateShare({ passes: { forward: 99 }, executed: 50 }, plain)).toBe(0);
  const passes = { forward: 799.5, gate: 0.5 };
  const record = someTraining({ passes, seconds: 8, macs: macs(800) });
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
  expect(claims.find(({ what }) => what.includes('seconds'))).toMatchObject({ than: 0.08 });
  const { sections } = deepReport([net], { backend: 'fake', model: 'fake' });
  for (const { table } of sections)
    for (const row of table!.rows) expect(row.length).toBe(table!.columns.length);
  expect(sections[1]!.table!.rows).toEqual([['SLU', 0.8, 0.7, expect.closeTo(0.1), 0.8]]);
});
