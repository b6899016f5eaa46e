import { alexNet, eyeriss } from '@picojoule/energy';
import { definePlugin, type EnergyModel, macUnits } from '@picojoule/spec';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { explainReport } from './explain-report.ts';

/** Two accesses a MAC at one level, explained. */
const fake = definePlugin({
  kind: 'energy',
  name: 'fake',
  summary: 'For tests.',
  options: v.strictObject({ silent: v.optional(v.boolean(), false) }),
  create: ({ silent }): EnergyModel<'MAC'> => ({
    unit: 'MAC',
    estimate: (workloads) => ({
      ...{ unit: 'MAC', model: 'fake', provenance: 'modelled', total: macUnits(0) },
      layers: workloads
        .filter(({ kind }) => kind !== 'fc')
        .map(({ layer, pass, macs }) => ({
          ...{ layer, pass, total: macUnits(2 * macs) },
          parts: [{ dataType: 'weight', level: 'RF', energy: macUnits(2 * macs) }],
        })),
      unpriced: workloads
        .filter(({ kind }) => kind === 'fc')
        .map(({ layer, pass }) => ({ layer, pass, reason: 'too large' })),
    }),
    ...(!silent && {
      explain: ({ layer, pass, macs, kind }) =>
        kind === 'fc'
          ? undefined
          : {
              ...{ layer, pass },
              mapping: [{ name: 'e', value: 7, meaning: 'rows of ofmap at once' }],
              loops: [
                { dimension: 'N', bound: 4, level: 'DRAM', spatial: false },
                { dimension: 'E', bound: 7, level: 'buffer', spatial: true },
              ],
              accesses: [
                {
                  ...{ dataType: 'weight', level: 'RF', count: 2 * macs, per: '16-bit word' },
                  ...{ cost: macUnits(1), energy: macUnits(2 * macs), source: 'a table' },
                },
              ],
              activity: {
                ...{ pes: 168, activePes: 154, cycles: 10, utilisation: 0.5, dramBandwidth: 0.1 },
              },
            },
    }),
  }),
});

const network = { name: 'alexnet', workloads: alexNet(4), batch: 4, notes: ['A note.'] };

test('accesses, mapping, loops and activity of a layer are told', () => {
  const report = explainReport(network, fake(), 'CONV2');
  const [accesses, mapping, loops, activity] = report.sections.map(({ table }) => table?.rows);
  const { macs } = network.workloads[1]!;
  expect(accesses).toEqual([
    ['RF', 'weight', 2 * macs, '16-bit word', 1, 2 * macs, 1, 'a table'],
    ['all', '', null, '', null, 2 * macs, null, ''],
  ]);
  expect(mapping).toEqual([['e', 7, 'rows of ofmap at once']]);
  expect(loops).toEqual([
    ['for N', 4, 'DRAM'],
    ['· at once E', 7, 'buffer'],
  ]);
  // The buffer's bandwidth was not stated, and has no column.
  expect(activity).toEqual([[168, 154, 10, 0.5, 0.1]]);
  expect(report.summary.join(' ')).toMatch(
    /ifmap 96 x 27 x 27, filters 256 x 48 x 5 x 5.*2 groups/,
  );
  expect(report.summary).toContain('A note.');
});

test('a layer that is not priced is said to be so', () => {
  const report = explainReport(network, fake(), 'FC1');
  expect(report.sections).toEqual([]);
  expect(report.summary).toContain('Not priced: FC1 (too large).');
});

test('of a layer without weights no filters are told', () => {
  const pool = { ...network.workloads[0]!, layer: 'p', kind: 'data', kernel: [0, 0] } as const;
  const report = explainReport({ ...network, workloads: [pool] }, fake(), 'p');
  expect(report.summary.join(' ')).not.toContain('filters');
  expect(report.summary.join(' ')).toContain('% of the ifmap not zero');
});

test('of a model without mappings the price by data type and level is told, and that there is none', () => {
  const report = explainReport(network, fake({ silent: true }), 'CONV2');
  const { macs } = network.workloads[1]!;
  expect(report.summary).toContain('No mapping: CONV2 (fake prices without one).');
  expect(report.sections.map(({ table }) => table?.rows)).toEqual([
    [
      ['RF', 'weight', 2 * macs, 1],
      ['all', '', 2 * macs, null],
    ],
  ]);
});

const pooled = alexNet(2).map((one) => ({
  ...one,
  ...({ op: 'MaxPool', kind: 'data', macs: 0, kernel: [0, 0], groups: 1 } as const),
}));
const explained = (inPlace: boolean) =>
  explainReport(
    { ...network, workloads: pooled.map((one) => ({ ...one, inPlace })) },
    eyeriss({ convAndFcOnly: false }),
    'CONV1',
  );

test('a layer without MACs has its accesses and no empty tables', () => {
  const report = explained(false);
  expect(report.sections.map(({ title }) => title)).toEqual(['Accesses: count x cost = energy']);
  expect(report.summary.at(-1)).toBe(
    'No mapping: CONV1 (no MACs; the price is of the values that are read, worked on and written).',
  );
});

test('a layer that costs nothing is said to', () => {
  expect(explained(true).summary.at(-1)).toBe(
    'No mapping: CONV1 (no MACs, and no value is read, worked on or written).',
  );
});

test('one pass of a layer is explained by the name that tables print', () => {
  const step = [
    ...network.workloads,
    ...network.workloads.map((one) => ({ ...one, pass: 'update' as const })),
  ];
  const of = (name: string) => explainReport({ ...network, workloads: step }, fake(), name);
  expect(of('CONV2').sections).toHaveLength(8);
  expect(of('CONV2 (update)')).toMatchObject({ title: 'CONV2 (update) of alexnet' });
  expect(of('CONV2 (update)').sections).toHaveLength(4);
});
