import { PicojouleError } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { byLevel } from '../break-down.ts';
import { alexNet } from '../published/alexnet.ts';
import type { Architecture } from '../spatial/architecture.ts';
import { PRESETS } from '../spatial/presets/presets.ts';
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
  ['[1]', 'line 1 has a wrong top level: expected a mapping'],
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

test('aliases stand for what their anchor holds', () => {
  const aliased = `ERT:
  tables:
    - name: chip.DRAM
      actions: &both
        - {name: read, arguments: {bits: &width 16}, energy: &cost 512}
        - {name: write, arguments: {bits: *width}, energy: *cost}
    - {name: chip.buffer, actions: *both}
    - name: chip.mac
      actions:
        - &cost {name: compute, energy: 2}
        - *cost
`;
  expect(parseErt(aliased)).toEqual(
    parseErt(stringify(parse(aliased), { aliasDuplicateObjects: false })),
  );
  expect(actionEnergy(parseErt(aliased), 'buffer', 'write(bits=16)')).toBe(512);
  expect(thrown(() => parseErt('ERT: {tables: &all [*all]}')).message).toContain('ERT.tables[0]');
  expect(thrown(() => parseErt('ERT: *none')).message).toContain('line 1 has a wrong ERT');
});

test('what is no text, or far too long, is refused at once', () => {
  expect(thrown(() => parseErt(undefined as never)).message).toContain('it is undefined, not text');
  const long = thrown(() => parseErt(`# ${'x'.repeat(1_000_000)}`));
  expect(long.message).toContain('1000002 characters; at most 1000000 are read');
});

test.each([-5, Number.NaN, Infinity])('%s is no count of actions', (count) => {
  const error = thrown(() => priceActions(table, { DRAM: { read: count } }));
  expect(error.message).toContain(`The count of DRAM.read is ${count}`);
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

test('spatial takes the text of a table: for levels of the same name, and those that are placed', () => {
  const fc3 = alexNet(1).slice(-1);
  const costs = (model: ReturnType<typeof spatial>) => model.estimate(fc3);
  const byHand = costs(
    spatial({ architecture: withErt(architecture, table, { DRAM: 'DRAM', mac: 'mac' }) }),
  );
  const byName = costs(spatial({ architecture, ert: text }));
  expect(byName.total).toBe(byHand.total);
  expect(byName.model).toBe('spatial (mine, energies of DRAM, mac from an ERT)');
  const placed = costs(
    spatial({ architecture, ert: text, ertPlaces: { mac: { component: 'mac', compute: 'idle' } } }),
  );
  expect(byLevel(placed).get('DRAM')).toBe(byLevel(byHand).get('DRAM'));
  expect(byLevel(placed).get('ALU')! / byLevel(byHand).get('ALU')!).toBeCloseTo(0.01 / 0.2, 12);
});

test('a preset in MACs takes all its energies, and is in joules', () => {
  const energies = { DRAM: 512, buffer: 13, RF: 0.9, mac: 0.2, wire: 1.5 };
  const table = (names: readonly string[]) =>
    stringify({
      ERT: {
        tables: names.map((name) => {
          const energy = energies[name as 'DRAM'];
          const actions = ['read', 'write', 'mac_random', 'transfer'];
          return { name: `chip.${name}`, actions: actions.map((each) => ({ name: each, energy })) };
        }),
      },
    });
  const preset = PRESETS['eyeriss-isca16'];
  const ertPlaces = { mac: { component: 'mac', compute: 'mac_random' }, hop: 'wire' };
  const architecture = 'eyeriss-isca16';
  const taken = spatial({ architecture, ert: table(Object.keys(energies)), ertPlaces });
  const costs = (name: string) => {
    const energy = energies[name as 'DRAM'];
    return { energy: { read: energy, write: energy } };
  };
  const byHand = spatial({
    architecture: {
      ...preset,
      unit: 'pJ',
      levels: preset.levels.map((level) => ({ ...level, ...costs(level.name) })),
      pe: preset.pe!.map((level) => ({ ...level, ...costs(level.name) })),
      array: { ...preset.array!, hop: energies.wire },
      mac: { energy: energies.mac },
    },
  });
  const layers = alexNet(1).slice(1, 3);
  expect(taken.unit).toBe('J');
  expect(taken.estimate(layers).total).toBe(byHand.estimate(layers).total);
  expect(
    thrown(() => spatial({ architecture, ert: table(['DRAM', 'buffer', 'mac']) })).message,
  ).toContain('RF, hop would keep theirs');
});

test.each([
  [{ ert: text.replaceAll('DRAM', 'memory').replaceAll('mac', 'alu') }, 'is called like a level'],
  [{ ert: text, ertPlaces: { cache: 'DRAM' } }, 'no level "cache"'],
  [{ ertPlaces: { DRAM: 'DRAM' } }, 'no table is given'],
  [{ ert: 'ERT: {' }, 'is no YAML'],
])('spatial refuses a table that says nothing of it: %#', (options, message) => {
  expect(thrown(() => spatial({ architecture, ...options })).message).toContain(message);
});

test('places that cannot take energies are refused', () => {
  expect(thrown(() => withErt(architecture, table, { cache: 'DRAM' })).message).toContain(
    'there is no level "cache"',
  );
  expect(thrown(() => withErt({ ...architecture, unit: 'MAC' }, table, {})).code).toBe(
    'ENERGY_ERT_PLACE',
  );
});
