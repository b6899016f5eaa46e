import { PicojouleError } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { byLevel } from '../break-down.ts';
import { alexNet } from '../published/alexnet.ts';
import type { Architecture } from '../spatial/architecture.ts';
import { spatial } from '../spatial/spatial.ts';
import { parseErt } from './parse-ert.ts';
import { actionEnergy, priceActions } from './price-actions.ts';
import { withErt } from './with-ert.ts';

const text = `ERT:
  version: 0.4
  tables:
    - name: chip.DRAM
      actions:
        - {name: read, arguments: {}, energy: 512}
        - {name: write, energy: 512}
    - name: chip.PE[0..3].pad
      actions:
        - name: read
          arguments: {address_delta: 1, data_delta: 0}
          energy: 0.5
        - name: read
          arguments: {address_delta: 1, data_delta: 1}
          energy: 0.75
        - name: write
          energy: 1e0
    - name: chip.mac
      actions:
        - {name: compute, energy: 0.2}
        - {name: idle, energy: 0.01}
`;
const table = parseErt(text);

test('a table is read with its arguments and numbers', () => {
  expect(table.map(({ name }) => name)).toEqual(['chip.DRAM', 'chip.PE[0..3].pad', 'chip.mac']);
  expect(actionEnergy(table, 'chip.DRAM', 'read')).toBe(512);
  expect(actionEnergy(table, 'mac', 'compute')).toBe(0.2);
  expect(actionEnergy(table, 'pad', 'read(address_delta=1, data_delta=0)')).toBe(0.5);
  expect(priceActions(table, { DRAM: { read: 3, write: 1 }, mac: { idle: 2 } })).toEqual({
    DRAM: 2048,
    mac: 0.02,
  });
});

const thrown = (act: () => unknown): PicojouleError => {
  try {
    act();
  } catch (error) {
    if (error instanceof PicojouleError) return error;
  }
  throw new Error('nothing was thrown');
};

test.each([
  ['ERT:\n  tables: 3', 'line 2 has a wrong ERT.tables: expected a list'],
  ['[1]', 'line 1 has a wrong the file: expected a mapping'],
  ['ERT:\n  tables:\n    - actions: []', 'line 3 has a wrong ERT.tables[0].name: expected a text'],
  [
    text.replace('energy: 512}', 'energy: much}'),
    'line 6 has a wrong ERT.tables[0].actions[0].energy',
  ],
  [
    text.replace('energy: 0.75', 'energy: -1'),
    'line 15 has a wrong ERT.tables[1].actions[1].energy',
  ],
  ['ERT: {', 'line 1 is no YAML'],
])('a broken table is refused with line and field: %#', (broken, message) => {
  const error = thrown(() => parseErt(broken));
  expect(error.code).toBe('ENERGY_ERT');
  expect(error.message).toContain(message);
});

test('entries that are absent or ambiguous are refused with those that there are', () => {
  const cases = [
    [() => actionEnergy(table, 'cache', 'read'), 'no component "cache"', 'chip.DRAM'],
    [() => actionEnergy(table, 'DRAM', 'refresh'), 'no action "DRAM.refresh"', 'read, write'],
    [
      () => actionEnergy(table, 'pad', 'read'),
      '2 actions "pad.read"',
      'read(address_delta=1,data_delta=1)',
    ],
  ] as const;
  for (const [act, message, known] of cases) {
    const error = thrown(act);
    expect(error.message).toContain(message);
    expect(error.next).toContain(known);
  }
});

const architecture: Architecture = {
  name: 'mine',
  unit: 'pJ',
  levels: [{ name: 'DRAM', energy: { read: 0, write: 0 } }],
  mac: { energy: 0 },
};

test('an architecture takes its energies, and an estimate says where they are from', () => {
  const priced = withErt(architecture, table, { DRAM: 'DRAM', mac: 'chip.mac' });
  const model = spatial({ architecture: priced });
  const fc3 = alexNet(1).at(-1)!;
  const levels = byLevel(model.estimate([fc3]));
  // Without any buffer each MAC reads two operands, and reads and writes a psum but for the first.
  const accesses = 4 * fc3.macs - 1000;
  expect(levels.get('DRAM')! / (accesses * 512e-12)).toBeCloseTo(1, 12);
  expect(levels.get('ALU')! / (fc3.macs * 0.2e-12)).toBeCloseTo(1, 12);
  expect(model.explain(fc3)!.accesses.map(({ source }) => source)).toContain(
    'mine, DRAM: Accelergy ERT, DRAM.read and .write',
  );
});

test('places that cannot take energies are refused', () => {
  expect(thrown(() => withErt(architecture, table, { cache: 'DRAM' })).message).toContain(
    'there is no level "cache"',
  );
  expect(thrown(() => withErt({ ...architecture, unit: 'MAC' }, table, {})).code).toBe(
    'ENERGY_ERT_PLACE',
  );
});
