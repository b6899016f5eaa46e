import { join } from 'node:path';
import { alexNet, eyeriss, technologies } from '@picojoule/energy';
import { expect, test } from 'vitest';
import { energyModel, energyModels, type ModelContext } from './energy-model.ts';

const net = alexNet(4);
const inMacs = eyeriss().estimate(net);
const context: ModelContext = {
  directory: join(import.meta.dirname, 'nowhere'),
  settings: { training: false },
  macEnergy: undefined,
  call: { command: 'estimate', example: 'pj estimate net.txt' },
};
const named = (name: string, over: Partial<ModelContext>) =>
  energyModel(name, { ...context, ...over });

test.each([
  ['2.5', 2.5e-12, undefined],
  ['65nm', technologies['65nm'].costs.MAC.energy, undefined],
  ['45nm', technologies['45nm'].costs.MAC.energy, 'stated'],
])('with %s for a MAC a model answers in joules', async (macEnergy, factor, uncertainty) => {
  const found = (await named('eyeriss', { macEnergy })).estimate(net);
  expect(found.unit).toBe('J');
  expect(found.total / inMacs.total / factor).toBeCloseTo(1, 12);
  expect(found.standardUncertainty !== undefined).toBe(uncertainty === 'stated');
});

test('models in joules stay beside those that are turned into joules', async () => {
  const names = ['eyeriss', 'spatial:architecture=tpu-like'];
  const models = await energyModels(names, { ...context, macEnergy: '1' });
  expect(models.map(({ name, unit }) => [name, unit])).toEqual([
    ['eyeriss', 'J'],
    ['spatial', 'J'],
  ]);
});

test.each([
  ['eyeriss-joules', '1', '"eyeriss-joules" answers in joules already'],
  ['parameters', '1', '"parameters", which counts weights'],
  ['eyeriss', '7nm', 'it takes picojoules, or 45nm, or 65nm'],
  ['eyeriss', '0', '--mac-energy cannot be "0"'],
  ['eyeriss', '-1', '--mac-energy cannot be "-1"'],
])('%s with %s for a MAC is wrong usage', async (name, macEnergy, message) => {
  await expect(named(name, { macEnergy })).rejects.toThrow(message);
});

test('for a training step a model prices all layers, unless it is told not to', async () => {
  const settings = { training: true };
  const optionsOf = async (name: string) => (await named(name, { settings })).options;
  expect(await optionsOf('eyeriss')).toMatchObject({ convAndFcOnly: false });
  expect(await optionsOf('eyeriss:convAndFcOnly=true')).toMatchObject({ convAndFcOnly: true });
});
