import { describe, expect, test } from 'vitest';
import { byLevel } from '../break-down.ts';
import { eyeriss } from '../eyeriss/eyeriss.ts';
import { CHIP_MAPPINGS, type ConvLayer, chipAlexNet, TABLE_5 } from './jssc17-alexnet.ts';
import { chipPower } from './jssc17-power.ts';
import { chipActivity, chipModel } from './jssc17-table5.ts';

const relative = (ours: number, published: number) => Math.abs(ours / published - 1);
/** Half of the last printed digit of the MB columns. */
const PRINTED = 0.05 + 1e-9;

describe.each(chipAlexNet().map((layer) => [layer.layer as ConvLayer, layer] as const))(
  'JSSC 2017, table V, the chip on %s',
  (name, layer) => {
    const published = TABLE_5[name];
    const ours = chipActivity(chipModel(), layer);

    test('active PEs exact', () => {
      expect(ours.activePes).toBe(published.activePes);
    });
    test('processing time within 10 %', () => {
      expect(relative(ours.milliseconds, published.milliseconds)).toBeLessThan(0.1);
    });
    test('DRAM traffic within 10 %', () => {
      expect(relative(ours.dramMegabytes, published.dramMegabytes)).toBeLessThan(0.1);
    });
  },
);

test.each([
  // Passes x (slowest stream + filters at 4 words + first ifmap window at 1 word per cycle), by hand
  // from the mapping: 4 images x 8 strips x 3 filter and 3 channel steps ...
  ['CONV1', 4 * 8 * 3 * 3, 16 * 1 * 11 * 55, (32 * 1 * 11 * 11) / 4, 1 * 11 * 35],
  // ... 2 groups x 4 images x 8 filter and 24 channel steps ...
  ['CONV2', 2 * 4 * 8 * 24, 16 * 2 * 5 * 27, (16 * 2 * 5 * 5) / 4, 2 * 5 * 31],
  // ... here psums at 4 words take longer than the MACs, 4 x 16 x 4 x 3 x 13 ...
  ['CONV3', 6 * 64, (4 * 64 * 13 * 13) / 4, (64 * 4 * 3 * 3) / 4, 4 * 3 * 15],
  ['CONV4', 2 * 6 * 32, 4 * 16 * 3 * 3 * 13, (32 * 6 * 3 * 3) / 4, 6 * 3 * 15],
  ['CONV5', 2 * 4 * 32, 4 * 16 * 3 * 3 * 13, (32 * 6 * 3 * 3) / 4, 6 * 3 * 15],
] as const)(
  'JSSC 2017: the cycles of %s are those of a calculation by hand',
  (name, passes, stream, filters, window) => {
    const layer = chipAlexNet().find((each) => each.layer === name)!;
    const { cycles } = chipModel().explain(layer)!.activity!;
    expect(cycles).toBe(passes * (stream + filters + window));
  },
);

test.each(chipAlexNet().filter(({ layer }) => layer !== 'CONV3'))(
  'JSSC 2017, table V: buffer traffic of $layer to the printed digit',
  (layer) => {
    const ours = chipActivity(chipModel(), layer).bufferMegabytes;
    const published = TABLE_5[layer.layer as ConvLayer].bufferMegabytes;
    expect(Math.abs(ours - published)).toBeLessThan(PRINTED);
  },
);

test('JSSC 2017: the buffer traffic of CONV3 in table V is that of the mapping of CONV4, not of its own in table III', () => {
  const conv3 = chipAlexNet()[2]!;
  const own = chipActivity(chipModel(), conv3).bufferMegabytes;
  const asConv4 = chipModel({ ...CHIP_MAPPINGS, CONV3: CHIP_MAPPINGS.CONV4 });
  expect(relative(own, TABLE_5.CONV3.bufferMegabytes)).toBeGreaterThan(0.3);
  const other = chipActivity(asConv4, conv3).bufferMegabytes;
  expect(Math.abs(other - TABLE_5.CONV3.bufferMegabytes)).toBeLessThan(PRINTED);
});

test('JSSC 2017: zeros of CONV4 and CONV5 in table V follow from the ofmaps before them, padding counted', () => {
  const layers = chipAlexNet();
  for (const [before, after] of [
    ['CONV3', 'CONV4'],
    ['CONV4', 'CONV5'],
  ]) {
    const output = layers.find(({ layer }) => layer === before)!.density.output;
    const input = layers.find(({ layer }) => layer === after)!.density.input;
    expect(relative(input, output)).toBeLessThan(0.003);
  }
});

test('JSSC 2017, table V: the modelled power is 29 to 38 % below the measured one, largest in the RF', () => {
  for (const layer of chipAlexNet()) {
    const { ALU, RF, array, buffer, idle } = chipPower(layer);
    const error = (ALU + RF + array + buffer + idle) / TABLE_5[layer.layer as ConvLayer].milliwatts;
    expect(1 - error).toBeGreaterThan(0.29);
    expect(1 - error).toBeLessThan(0.38);
    expect(RF).toBeGreaterThan(Math.max(ALU, array, buffer, idle));
  }
});

test('on the chip, the mappings of least energy are slower than its own, which cost 1.4 % more', () => {
  const dense = { chip: 'jssc17', skipZeros: false } as const;
  const [least, own] = [eyeriss(dense), eyeriss({ ...dense, mapping: CHIP_MAPPINGS })].map(
    (model) => {
      const levels = byLevel(model.estimate(chipAlexNet()));
      const aboveRf = levels.get('DRAM')! + levels.get('buffer')! + levels.get('array')!;
      const activities = chipAlexNet().map((layer) => chipActivity(model, layer));
      return {
        aboveRf,
        total: aboveRf + levels.get('RF')! + levels.get('ALU')!,
        milliseconds: activities.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
        conv1: activities[0]!.activePes,
      };
    },
  );
  // docs/method/eyeriss.md says these.
  expect(least!.milliseconds).toBeCloseTo(130.3, 1);
  expect(own!.milliseconds).toBeCloseTo(101.4, 1);
  expect([least!.conv1, own!.conv1]).toEqual([88, 154]);
  expect(own!.aboveRf / least!.aboveRf - 1).toBeCloseTo(0.077, 3);
  expect(own!.total / least!.total - 1).toBeCloseTo(0.014, 3);
});
