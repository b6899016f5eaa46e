import { alexNet, macs, parameters } from '@picojoule/energy';
import { joules } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { compareModels } from './compare-models.ts';
import { compareNetworks } from './compare-networks.ts';

const network = { name: 'alexnet', workloads: alexNet(2), batch: 2, notes: [] };
const priced = (model: ReturnType<typeof macs>) => ({
  name: model.name,
  estimate: model.estimate(network.workloads),
});

test('models stand side by side, per image, with ratios to the first', () => {
  const [layers, types] = compareModels(network, [priced(macs()), priced(parameters())]).sections;
  expect(layers?.table?.rows).toHaveLength(9);
  const [, ours, theirs, ratio] = layers!.table!.rows.at(-1)!;
  expect(ours).toBeCloseTo(macs().estimate(network.workloads).total / 2);
  expect(ratio).toBeCloseTo((theirs as number) / (ours as number));
  expect(types?.plot?.series).toHaveLength(4);
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
