import { type EnergyModel, isPlugin, type Joules, joules } from '@picojoule/spec';
import { energyModelLaws } from '@picojoule/testkit';
import { describe, expect, test } from 'vitest';
import { byLevel } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { macs } from '../macs.ts';
import { parameters } from '../parameters.ts';
import { spatial } from '../spatial/spatial.ts';
import { eyerissJoules } from '../technology/eyeriss-joules.ts';
import { inTechnology } from '../technology/in-technology.ts';
import { technologies } from '../technology/technologies.ts';
import { firstOf } from './first-of.ts';
import { inJoules } from './in-joules.ts';
import { perLayer } from './per-layer.ts';
import { sum } from './sum.ts';
import { conv, perMac, picojoule, pool, uncertain } from './testing.ts';

const withData = eyeriss({ convAndFcOnly: false });
const combinations: readonly (readonly [string, EnergyModel])[] = [
  ['sum', sum(eyeriss(), macs())],
  ['firstOf', firstOf(macs(), withData)],
  ['perLayer', perLayer({ a: macs(), '*': withData })],
  ['perLayer without a rest', perLayer({ a: macs() })],
  ['inJoules', inJoules(uncertain(withData, 0.1), technologies['45nm'].costs.MAC)],
  ['inTechnology', inTechnology(technologies['45nm'], (costs) => eyeriss({ costs }))],
  ['all', sum(inJoules(firstOf(perLayer({ a: macs() }), withData), picojoule), perMac('J', 2))],
];

describe.each(combinations)('%s keeps the laws of energy models', (_, model) => {
  test.each(energyModelLaws.map((law) => [law.name, law] as const))('%s', (_name, law) =>
    law.check(model),
  );
});

const layers = [
  conv('a', 10),
  pool('p'),
  conv('b', 100),
  conv('a', 1, { pass: 'weight-gradient' }),
];

test('a sum prices what all price, parts of one level together', () => {
  const model = sum(perMac('MAC', 1), perMac('MAC', 2), perMac('MAC', 4, ['conv', 'fc'], 'link'));
  const found = model.estimate(layers);
  expect(found.layers.map(({ layer, pass, total }) => [layer, pass, total])).toEqual([
    ['a', 'forward', 70],
    ['b', 'forward', 700],
    ['a', 'weight-gradient', 7],
  ]);
  expect(found.total).toBe(777);
  expect(found.unpriced).toEqual([{ layer: 'p', pass: 'forward', reason: '4 per MAC: no data' }]);
  expect(found.layers[0]!.parts.map(({ level, energy }) => [level, energy])).toEqual([
    ['ALU', 30],
    ['link', 40],
  ]);
  expect(found.model).toBe('1 per MAC + 2 per MAC + 4 per MAC');
});

test('the first model that prices a workload prices it, and all reasons are told', () => {
  const model = firstOf(perMac('J', 1, ['fc']), perMac('J', 3, ['conv']), perMac('J', 5, ['fc']));
  const found = model.estimate([...layers, conv('f', 2, { kind: 'fc' })]);
  expect(found.layers.map(({ layer, total }) => [layer, total])).toEqual([
    ['a', 30],
    ['b', 300],
    ['a', 3],
    ['f', 2],
  ]);
  expect(found.unpriced).toEqual([
    {
      layer: 'p',
      pass: 'forward',
      reason: '1 per MAC: no data; 3 per MAC: no data; 5 per MAC: no data',
    },
  ]);
});

test('a workload that a model refuses is not handed to the next one', () => {
  const impossible = conv('odd', 1, { groups: 7 });
  expect(() => firstOf(eyeriss(), perMac('MAC', 1)).estimate([impossible])).toThrow(/"odd"/);
});

test('each layer is priced by its own model, in the order of the workloads', () => {
  const model = perLayer({ a: perMac('MAC', 2), '*': perMac('MAC', 3, ['conv']) });
  const found = model.estimate(layers);
  expect(found.layers.map(({ total }) => total)).toEqual([20, 300, 2]);
  expect(found.unpriced).toEqual([{ layer: 'p', pass: 'forward', reason: 'no data' }]);
  expect(perLayer({ a: perMac('MAC', 2) }).estimate(layers).unpriced).toEqual([
    { layer: 'p', pass: 'forward', reason: 'no model is given for it' },
    { layer: 'b', pass: 'forward', reason: 'no model is given for it' },
  ]);
  expect(perLayer({ a: perMac('MAC', 2) }).estimate([conv('toString', 1)]).layers).toEqual([]);
});

test('combinations name the layers that their models name', () => {
  const mapping = { p: 1, q: 1, r: 1, t: 1, e: 1, n: 1, m: 1 };
  const given = eyeriss({ mapping: { CONV2: mapping } });
  const models: readonly (readonly [EnergyModel, readonly string[] | undefined])[] = [
    [eyeriss(), undefined],
    [macs(), undefined],
    [sum(macs(), eyeriss()), undefined],
    [given, ['CONV2']],
    [eyerissJoules({ eyeriss: { mapping: { CONV2: mapping } } }), ['CONV2']],
    [spatial({ mappings: { CONV3: {} } }), ['CONV3']],
    [sum(macs(), given), ['CONV2']],
    [inJoules(firstOf(macs(), given), picojoule), ['CONV2']],
    [perLayer({ CONV1: macs(), CONV4: given, '*': given }), ['CONV1', 'CONV4', 'CONV2']],
  ];
  for (const [model, names] of models) expect(model.layerNames).toEqual(names);
});

test('joules are MACs times the energy of one, in every part', () => {
  const found = inJoules(eyeriss(), joules(2e-12)).estimate([conv('a', 1)]);
  const inMacs = eyeriss().estimate([conv('a', 1)]);
  expect(found.unit).toBe('J');
  expect(found.total).toBeCloseTo(inMacs.total * 2e-12, 24);
  for (const [level, energy] of byLevel(inMacs)) {
    expect(byLevel(found).get(level)! / 2e-12).toBeCloseTo(energy, 9);
  }
  expect(() => inJoules(eyeriss(), joules(Number.NaN))).toThrow(/energy of one MAC is NaN/);
});

test('uncertainties: those of a factor and its model are independent, those of models add up', () => {
  const entry = {
    energy: joules(2),
    standardUncertainty: joules(0.6),
    per: 'MAC',
    mark: 'derived',
    source: 'test',
  } as const;
  const model = uncertain(perMac('MAC', 1), 0.4);
  // 111 MACs: 222 J, with 30 % of the factor and 40 % of the model: 50 % in all.
  const found = inJoules(model, entry).estimate(layers);
  expect(found.standardUncertainty! / found.total).toBeCloseTo(0.5, 12);
  const both = sum(model, perMac('MAC', 7), uncertain(perMac('MAC', 2), 0.1)).estimate(layers);
  expect(both.standardUncertainty).toBeCloseTo(0.4 * 111 + 0.1 * 222, 9);
  const shared = perLayer({ a: model, '*': uncertain(perMac('MAC', 2), 0.1) }).estimate(layers);
  expect(shared.standardUncertainty).toBeCloseTo(0.4 * 11 + 0.1 * 200, 9);
  expect(sum(perMac('MAC', 1)).estimate(layers).standardUncertainty).toBeUndefined();
});

test('explanations go through: their accesses are the parts of the estimate', () => {
  const models = [
    sum(perMac('MAC', 1), perMac('MAC', 2)),
    firstOf(perMac('MAC', 1, ['fc']), perMac('MAC', 2)),
    perLayer({ a: perMac('MAC', 2) }),
    inJoules(perMac('MAC', 3), picojoule),
    inTechnology(technologies['65nm'], () => perMac('MAC', 3)),
  ];
  for (const model of models) {
    const { accesses } = model.explain!(conv('a', 10))!;
    const explained = accesses.reduce((total, { energy }) => total + energy, 0);
    expect(explained / model.estimate([conv('a', 10)]).total).toBeCloseTo(1, 12);
    for (const { count, cost, energy } of accesses)
      expect((count * cost) / energy).toBeCloseTo(1, 12);
  }
  expect(inJoules(macs(), picojoule).explain).toBeUndefined();
  expect(perLayer({ a: perMac('MAC', 2) }).explain!(conv('b', 1))).toBeUndefined();
  expect(sum(perMac('MAC', 1), macs()).explain!(conv('b', 1))).toBeUndefined();
});

test('models of two units are refused where the types did not hold', () => {
  const untyped = sum as unknown as (...models: readonly EnergyModel[]) => EnergyModel;
  expect(() => untyped(perMac('MAC', 1), perMac('J', 1))).toThrow(/two units/);
  expect(() => untyped(parameters(), perMac('MAC', 1))).toThrow(/two units/);
  const unpriced = inJoules as (model: EnergyModel, energy: Joules) => EnergyModel;
  expect(() => unpriced(parameters(), joules(1))).toThrow(/given a model in weight/);
  expect(() => untyped()).toThrow(/given no energy model/);
});

test('a combination is a plugin, and its record says of what it is made', () => {
  const model = inJoules(sum(macs(), perMac('MAC', 2)), joules(1e-12));
  expect(isPlugin(model, 'energy')).toBe(true);
  expect(JSON.parse(JSON.stringify(model.options))).toEqual({
    model: {
      name: 'sum',
      options: { models: [{ name: 'macs', options: {} }, '2 per MAC'] },
    },
    energyPerMac: 1e-12,
  });
});
