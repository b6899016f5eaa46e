import { alexNet, effectualMacs, eyeriss, macs, parameters } from '@picojoule/energy';
import { type EnergyModel, joules, macUnits, type Plugin } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { compareModels } from './compare-models.ts';
import { compareNetworks } from './compare-networks.ts';

const network = { name: 'alexnet', workloads: alexNet(2), batch: 2, notes: [] };
const priced = (model: Plugin<'energy', EnergyModel>) => ({
  name: model.name,
  estimate: model.estimate(network.workloads),
});

test('models stand side by side, per image, with ratios to the first', () => {
  const [layers, types] = compareModels(network, [priced(macs()), priced(eyeriss())]).sections;
  expect(layers?.table?.rows).toHaveLength(9);
  const [, ours, theirs, ratio] = layers!.table!.rows.at(-1)!;
  expect(ours).toBeCloseTo(macs().estimate(network.workloads).total / 2);
  expect(ratio).toBeCloseTo((theirs as number) / (ours as number));
  expect(types?.plot?.series).toHaveLength(4);
  expect(types?.table?.columns.at(-1)?.provenance).toBe('modelled');
  expect(types?.table?.rows.map(([, unit]) => unit)).toEqual(['MAC units', 'MAC units']);
});

test('the ratio of all is over the layers that both price', () => {
  const one = priced(macs());
  const [first, ...rest] = one.estimate.layers;
  const total = macUnits(one.estimate.total - first!.total);
  const unpriced = [{ layer: first!.layer, pass: first!.pass, reason: 'too wide' }];
  const less = { name: 'less', estimate: { ...one.estimate, total, layers: rest, unpriced } };
  const report = compareModels(network, [one, less]);
  const rows = report.sections[0]!.table!.rows;
  expect(rows.map((row) => row.at(-1))).toEqual([null, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect(report.summary).toContain('The ratio of all is over the layers that both models price.');
  const all = compareModels(network, [one, priced(eyeriss())]).summary.join(' ');
  expect(all).not.toContain('ratio of all');
});

test('a count of the whole network stands beside energies per image, without ratios', () => {
  const report = compareModels(network, [priced(macs()), priced(parameters())]);
  const { columns, rows } = report.sections[0]!.table!;
  expect(rows.at(-1)).toEqual([
    'all',
    alexNet(1).reduce((sum, one) => sum + effectualMacs(one), 0),
    60_954_656,
  ]);
  expect(columns[2]).toMatchObject({ unit: 'weights' });
  expect(columns[2]).not.toHaveProperty('provenance');
  expect(report.summary.join(' ')).toContain('parameters counts weights of the network');
  const types = report.sections[1]!.table!;
  expect(types.columns.every((column) => column.provenance === undefined)).toBe(true);
  expect(types.rows.map(([, unit]) => unit)).toEqual(['MAC units, modelled', 'weights']);
});

test('models of different units get no ratio and no common plot', () => {
  const one = priced(macs());
  const other = { name: 'j', estimate: { ...one.estimate, unit: 'J', total: joules(1) } } as const;
  const [layers, types] = compareModels(network, [one, other as never]).sections;
  expect(layers?.table?.columns.map(({ unit }) => unit)).toEqual([undefined, 'MAC units', 'J']);
  expect(types?.plot).toBeUndefined();
});

test('of networks, weights, MACs and energies are set against the first', () => {
  const of = (batch: number, weights: number) => {
    const workloads = alexNet(batch);
    const one = { name: `b${batch}`, workloads, batch, notes: ['Dense.'] };
    return { network: one, weights, estimate: macs().estimate(workloads) };
  };
  const report = compareNetworks([of(1, 10), of(4, 5)]);
  expect(report.sections[0]?.table?.rows[1]).toEqual([
    'b4',
    4,
    5,
    0.5,
    expect.any(Number),
    1,
    expect.any(Number),
    1,
  ]);
  expect(report.summary.filter((line) => line === 'Dense.')).toHaveLength(1);
});

test('of networks, different batches are told where the figures are energies', () => {
  const of = (batch: number | undefined, note: string) => {
    const workloads = alexNet(batch ?? 1);
    const one = { name: `b${batch}`, workloads, batch, notes: ['Dense.', note] };
    return { network: one, weights: 1, estimate: eyeriss().estimate(workloads) };
  };
  const summary = compareNetworks([of(1, 'One.'), of(4, 'Four.'), of(undefined, 'Four.')]).summary;
  expect(summary.join('\n')).toContain('The batches differ (1, 4), and a batch changes the energy');
  expect(summary).toContain(
    'bundefined is compared per batch: its layers work on different numbers of images.',
  );
  expect(summary).toEqual(expect.arrayContaining(['Dense.', 'b1: One.', 'b4: Four.']));
  expect(compareNetworks([of(4, ''), of(4, '')]).summary.join()).not.toContain('batches differ');
});
