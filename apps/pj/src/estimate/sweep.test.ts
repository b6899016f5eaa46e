import { alexNet, macs, parameters } from '@picojoule/energy';
import type { EnergyModel } from '@picojoule/spec';
import { expect, test } from 'vitest';
import type { Network } from './network.ts';
import { parseSweep, sweep } from './sweep.ts';

const call = { command: 'estimate', example: 'pj estimate net.txt' };

test.each([
  ['bits=2..5', 'bits', [2, 3, 4, 5]],
  ['batch=1,4,16', 'batch', [1, 4, 16]],
  ['density=0,0.25,1', 'density', [0, 0.25, 1]],
  ['bits=7..7', 'bits', [7]],
])('%s', (text, setting, values) => {
  expect(parseSweep(text, call)).toEqual({ setting, values });
});

test.each([
  'bits',
  'bits=',
  'bits=2..',
  'bits=5..2',
  'bits=0..4',
  'bits=1,65',
  'bits=1,,2',
  'batch=1..1000',
  'batch=1.5',
  'density=2',
  'bit=1',
  '=1',
  `batch=${'1,'.repeat(300)}1`,
])('%s is wrong usage', (text) => {
  expect(() => parseSweep(text, call)).toThrow(/--sweep/);
});

const settings = { batch: undefined, bits: undefined, density: undefined, training: false };
const source = ({ batch = 2 }: { batch: number | undefined }): Network => ({
  name: 'net',
  workloads: alexNet(batch),
  batch,
  notes: ['always', ...(batch === 1 ? [] : ['for others too'])],
});

/** Costs the same for every batch, as what is loaded once. */
const toy: EnergyModel<'weight'> = {
  unit: 'weight',
  estimate: (workloads) => {
    const { proxy: _, ...found } = parameters().estimate(workloads);
    return found;
  },
};

test('a range of shares is refused with what can be written instead', () => {
  expect(() => parseSweep('density=0.1..0.5', call)).toThrow('ranges are of whole numbers');
});

test('each value is priced, per image, beside its ratio to the first', () => {
  const report = sweep({ setting: 'batch', values: [1, 4] }, source, settings, toy);
  const [section] = report.sections;
  expect(section?.table?.rows.map((row) => row.at(-1))).toEqual([1, 1 / 4]);
  expect(section?.table?.rows.map((row) => row[0])).toEqual([1, 4]);
  expect(report.summary.filter((line) => line === 'always')).toHaveLength(1);
  expect(report.summary).toContain('for others too');
});

test('what is counted of the network as a whole is not divided by the batch', () => {
  const report = sweep({ setting: 'batch', values: [1, 4] }, source, settings, parameters());
  const [section] = report.sections;
  expect(section?.title).toBe('By data type, of the network');
  expect(report.summary[0]).toMatch(/^Counted by .*: weights, not energies; of the network/);
  // Weights of AlexNet without biases.
  expect(section?.table?.rows.map((row) => row.at(-2))).toEqual([60_954_656, 60_954_656]);
  expect(section?.table?.columns.map(({ unit }) => unit)).toContain('weights');
});

test('what is not priced is listed once, and told by value where it depends on it', () => {
  const narrow: EnergyModel<'MAC'> = {
    unit: 'MAC',
    estimate(workloads) {
      const [first, ...rest] = workloads;
      const left = first!.batch === 1 ? [] : [first!];
      return {
        ...macs().estimate([...(left.length > 0 ? [] : [first!]), ...rest]),
        unpriced: left.map(({ layer, pass }) => ({ layer, pass, reason: 'too many images' })),
      };
    },
  };
  const report = sweep({ setting: 'batch', values: [1, 4, 8] }, source, settings, narrow);
  expect(report.summary.slice(-2)).toEqual([
    'batch 1: All layers are priced.',
    'batch 4, 8: 1 of 8 layers are not priced: the total is without them.',
  ]);
  expect(report.sections[1]?.table?.rows).toEqual([['too many images', 1, 'CONV1']]);
});
