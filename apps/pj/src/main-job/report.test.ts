import { html, table } from '@picojoule/lab';
import { expect, test } from 'vitest';
import { mainJobReport } from './report.ts';
import type { NetworkRecord, Results } from './results.ts';

const network = (name: string, energy: number): NetworkRecord => ({
  ...{ name, file: `${name}.onnx`, accuracy: 0.9, testImages: 100 },
  ...{ nonZeroWeights: 10, weights: 20, effectualMacs: 5, denseMacs: 10, energy },
  layers: [{ layer: 'fc', energy: { ifmap: 0, ofmap: 0, weight: energy, computation: 0 } }],
  ...{ unpriced: [], otherEnergies: {} },
});

/** A run whose every MAC and energy is `size` before and `size / 4` after. */
const resultsOf = (size: number): Results => ({
  ...{ title: 'x', backend: 'b', dataset: 'd', seed: 1, checks: [], seconds: {} },
  energy: { model: 'm', unit: 'MAC', batch: 16, bits: 16 },
  trainings: [size, size / 4].map((macs, i) => ({
    ...{ part: `t${i}`, savers: ['smd'], scheduled: 1, executed: 1, history: [] },
    ...{ executedMacs: macs, nominalMacs: macs },
  })),
  networks: [network('t0', size), network('t1', size), network('p', size / 4)],
  prunings: [
    {
      ...{ strategy: 'p', bound: 1, denseAccuracy: 0.9, accuracy: 0.9, heldOutImages: 10 },
      ...{ points: [], executedMacs: 0 },
      removable: { dense: size, pruned: size / 4, empty: 0, share: size === 0 ? 0 : 0.75 },
    },
  ],
});

test('ratios stand in the summary and in the table', () => {
  const { summary } = mainJobReport(resultsOf(100));
  expect(summary).toContainEqual(expect.stringContaining('executed 25.0 % of the MACs'));
  expect(summary).toContainEqual(
    expect.stringMatching(/75\.0 % of the removable .* \(4\.00 times less .*; plain ratio 4\.00 /),
  );
});

test('what a proxy counts is called that, and is not of an image', () => {
  const results = resultsOf(100);
  const proxy = { counts: 'weights', perImage: false };
  const report = mainJobReport({ ...results, energy: { ...results.energy, proxy } });
  expect(report.summary).toContainEqual(expect.stringContaining('"m" counts weights;'));
  const text = table({ width: 200 }).render(report);
  expect(text).toContain('Count');
  expect(text).not.toMatch(/energy per image|MAC units, modelled/i);
  const axes = report.sections.flatMap(({ plot }) => plot?.y.label ?? []);
  expect(axes).toContain('Weights');
});

test('where there is nothing to divide by, no ratio stands', () => {
  const report = mainJobReport(resultsOf(0));
  for (const text of [table({ width: 200 }).render(report), html().render(report)])
    expect(text).not.toMatch(/\bNaN\b|Infinity|∞|not a number/);
});

test('predicted signs stand beside their bound, and saved bit products beside their ceiling', () => {
  const results = resultsOf(100);
  const signs = {
    ...{ weights: 1000, predicted: 600, wrong: 12 },
    bounded: { predicted: 100, wrong: 2, bound: 20 },
  };
  const bitProducts = { formed: 820, unpredicted: 1000, floor: 725 };
  const [plain, saved] = results.trainings;
  const trainings = [plain!, { ...saved!, part: 'psg', energy: 42, signs, bitProducts }];
  const { summary, sections } = mainJobReport({ ...results, trainings });
  expect(summary).toContainEqual(
    expect.stringMatching(
      /^psg: 60\.0 % .* 2\.0 % of these wrong, bound 20\.0 %; .* 18\.0 % .* 27\.5 % at most/,
    ),
  );
  const section = sections.find(({ title }) => title === 'Predicted signs');
  expect(section?.table?.rows).toEqual([['psg', 0.6, 0.02, 0.2, 820, 0.18, 0.275]]);
  expect(mainJobReport(results).sections.map(({ title }) => title)).not.toContain(
    'Predicted signs',
  );
});

test('what each block executed is shown, and what was skipped of those that were', () => {
  const results = resultsOf(100);
  const [plain, saved] = results.trainings;
  const executedShares = { first: 1, second: 0.5, third: 0.7 };
  const trainings = [plain!, { ...saved!, part: 'slu', executedShares }];
  const { summary, sections } = mainJobReport({ ...results, trainings });
  expect(summary).toContainEqual(expect.stringMatching(/^slu: 40\.0 % .* of the 2 blocks/));
  const section = sections.find(({ title }) => title === 'Skipped blocks');
  expect(section?.table?.rows).toEqual([
    ['slu', 'first', 1],
    ['slu', 'second', 0.5],
    ['slu', 'third', 0.7],
  ]);
});

test('a run on a simulated board says so, and shows the accuracy in its few bits', () => {
  const results = resultsOf(100);
  const device = {
    board: 'golden',
    bitstream: '00',
    clock: 30e6,
    macsPerCycle: 16,
    simulated: true,
  };
  const [first, ...others] = results.networks;
  const networks = [{ ...first!, backendAccuracy: 0.875 }, ...others];
  const { summary, sections } = mainJobReport({ ...results, networks, devices: [device] });
  expect(summary).toContainEqual(expect.stringMatching(/board "golden" at 30 MHz \(simulated/));
  const { columns, rows } = sections[0]!.table!;
  const column = columns.findIndex(({ title }) => title === 'On b');
  expect(rows.map((row) => row[column])).toEqual([0.875, null, null]);
  expect(JSON.stringify(mainJobReport(results))).not.toContain('On b');
});
