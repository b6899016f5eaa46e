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
  notes: [`for ${batch}`, 'always'],
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
  expect(report.summary).toContain('always');
  expect(report.summary).not.toContain('for 1');
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

test('a batch that the network does not take is an error, not a constant line', () => {
  const fixed = () => source({ batch: 2 });
  expect(() => sweep({ setting: 'batch', values: [1, 4] }, fixed, settings, macs())).toThrow(
    /batch of 2/,
  );
});
