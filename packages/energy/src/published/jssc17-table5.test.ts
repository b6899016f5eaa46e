import { describe, expect, test } from 'vitest';
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
