import { joules } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { byLevel } from '../break-down.ts';
import { conv } from '../combine/testing.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { alexNet } from '../published/alexnet.ts';
import { CHIP_MAPPINGS, chipAlexNet, TABLE_5_TOTAL } from '../published/jssc17-alexnet.ts';
import { chipPower } from '../published/jssc17-power.ts';
import { chipActivity, chipModel } from '../published/jssc17-table5.ts';
import { eyerissJoules } from './eyeriss-joules.ts';
import { horowitzTable } from './horowitz-45nm.ts';
import { inTechnology, relativeCosts } from './in-technology.ts';
import { technologies } from './technologies.ts';

const pJ = (energy: number) => energy * 1e12;
const layer = conv('CONV3', 16 * 384 * 13 * 13 * 256 * 9, {
  batch: 16,
  inputChannels: 256,
  outputChannels: 384,
  input: [13, 13],
  kernel: [3, 3],
  output: [13, 13],
  pads: [1, 1, 1, 1],
});

test('every figure of a technology names its source, and derived ones what they follow from', () => {
  const entries = Object.values(technologies).flatMap(({ costs }) => Object.values(costs));
  expect(entries).toHaveLength(10);
  for (const { source, per, energy } of [...entries, ...Object.values(horowitzTable)]) {
    expect(source).toMatch(/Horowitz, ISSCC 2014|nn_dataflow|ISCA 2016/);
    expect(per).toMatch(/\S/);
    expect(energy).toBeGreaterThan(0);
  }
});

test('Horowitz, ISSCC 2014 (recalled): 16-bit costs derived by hand', () => {
  const { costs } = technologies['45nm'];
  // Multiplication between 3.1 / 4 and 0.2 x 4, addition between 0.1 / 2 and 0.03 x 2.
  expect(pJ(costs.MAC.energy)).toBeCloseTo(0.7875 + 0.055, 9);
  expect(pJ(costs.MAC.standardUncertainty!)).toBeCloseTo(
    Math.sqrt((0.0125 ** 2 + 0.005 ** 2) / 3),
    9,
  );
  // A quarter of 1.3 to 2.6 nJ: rectangular over 325 to 650 pJ.
  expect(pJ(costs.DRAM.energy)).toBeCloseTo(487.5, 9);
  expect(pJ(costs.DRAM.standardUncertainty!)).toBeCloseTo(162.5 / Math.sqrt(3), 9);
  expect(pJ(costs.RF.energy)).toBeCloseTo(10 / 4 / 4, 9);
  // Two quadruplings of 32 kB are 512 kB: a power law through both ends meets 1 MB after 2.5.
  expect(pJ(costs.buffer.energy) * 4).toBeCloseTo(20 * 5 ** (1 / 2.5), 9);
});

test('in a technology each level costs what its table says', () => {
  const technology = technologies['65nm'];
  const found = inTechnology(technology, (costs) => eyeriss({ costs, skipZeros: false }));
  const levels = byLevel(found.estimate([layer]));
  expect(levels.get('ALU')).toBeCloseTo(layer.macs * 2e-12, 12);
  // The costs decide the mapping too, so accesses are counted under the same ones.
  const inMacs = byLevel(
    eyeriss({ costs: relativeCosts(technology), skipZeros: false }).estimate([layer]),
  );
  for (const [level, cost] of [
    ['DRAM', 460],
    ['buffer', 15],
    ['array', 4],
    ['RF', 1],
  ] as const) {
    const accesses = inMacs.get(level)! / (cost / 2);
    expect(levels.get(level)! / (accesses * cost * 1e-12)).toBeCloseTo(1, 12);
  }
  expect(found.estimate([layer]).standardUncertainty).toBeUndefined();
});

test('uncertainty: correlated over layers within a level, independent between entries', () => {
  const model = inTechnology(technologies['45nm'], (costs) => eyeriss({ costs }));
  const one = model.estimate([layer]);
  const levels = byLevel(one);
  const dram = (levels.get('DRAM')! * (650 - 325)) / (2 * Math.sqrt(3) * 487.5);
  const { energy, standardUncertainty = joules(0) } = technologies['45nm'].costs.MAC;
  const alu = (levels.get('ALU')! * standardUncertainty) / energy;
  expect(one.standardUncertainty! / Math.sqrt(dram ** 2 + alu ** 2)).toBeCloseTo(1, 9);
  const many = model.estimate(Array.from({ length: 9 }, (_, i) => ({ ...layer, layer: `l${i}` })));
  // Nine times, not three times: the same figure prices all layers.
  expect(many.standardUncertainty! / one.standardUncertainty!).toBeCloseTo(9, 9);
});

test('a level costs more the farther it is from the PE', () => {
  for (const technology of Object.values(technologies)) {
    const { RF, array, buffer, DRAM } = relativeCosts(technology);
    expect(RF).toBeLessThan(array);
    expect(array).toBeLessThan(buffer);
    expect(buffer).toBeLessThan(DRAM);
  }
});

test('JSSC 2017, table V: on-chip power of AlexNet in the 65 nm table is far below the 278 mW measured', () => {
  const milliwatts = (options: Parameters<typeof eyeriss>[0]) => {
    const model = inTechnology(technologies['65nm'], (costs) =>
      eyeriss({ chip: 'jssc17', coding: 'none', ...options, costs }),
    );
    const found = model.estimate(chipAlexNet());
    // Over the time with loading, as the power was measured.
    return ((found.total - byLevel(found).get('DRAM')!) / 115.3e-3) * 1e3;
  };
  // docs/method/training-and-joules.md says these, and what is between them and the table of energy.md.
  const found = milliwatts({});
  expect(found).toBeCloseTo(93.6, 1);
  expect(1 - found / TABLE_5_TOTAL.milliwatts).toBeCloseTo(0.66, 2);
  expect(milliwatts({ mapping: CHIP_MAPPINGS })).toBeCloseTo(99.7, 1);
  const gated = milliwatts({ mapping: CHIP_MAPPINGS, skipZeros: 'ifmap' });
  expect(gated).toBeCloseTo(128.6, 1);
  const layers = chipAlexNet().map((layer) => ({
    power: Object.values(chipPower(layer)).reduce((sum, part) => sum + part),
    time: chipActivity(chipModel(), layer).milliseconds,
  }));
  const time = layers.reduce((sum, layer) => sum + layer.time, 0);
  const inTable = layers.reduce((sum, { power, time }) => sum + power * time, 0) / time;
  expect(time).toBeCloseTo(101.4, 1);
  expect(inTable).toBeCloseTo(177.0, 1);
  // What is left but the times and 30 mW: the buffer where DRAM was paid.
  expect(inTable - (gated * 115.3) / time - 30).toBeCloseTo(0.8, 1);
});

test('the source of each cost in joules carries the mark of its entry', () => {
  const { accesses } = eyerissJoules().explain!(alexNet(1)[1]!)!;
  for (const { level, source } of accesses) {
    const { mark } = technologies['45nm'].costs[level === 'ALU' ? 'MAC' : (level as 'DRAM')];
    expect(source.endsWith(`(${mark})`)).toBe(mark !== 'published');
  }
});
