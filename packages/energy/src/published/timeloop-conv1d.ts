import type { Architecture } from '../spatial/architecture.ts';
import { spatial } from '../spatial/spatial.ts';
import { accessesAt, picojoulesAt } from './explained-access.ts';
import { plainConv } from './plain-conv.ts';
import type { PublishedTable } from './published-table.ts';

/** Reads, then writes (fills, or updates of psums), of the exercises with one and with two levels. */
const COUNTS = [
  ['one level', 'buffer', 'weight', 48, 0],
  ['one level', 'buffer', 'ifmap', 48, 0],
  ['one level', 'buffer', 'ofmap', 32, 48],
  ['two levels', 'buffer', 'weight', 48, 3],
  ['two levels', 'buffer', 'ifmap', 48, 18],
  ['two levels', 'buffer', 'ofmap', 32, 48],
  ['two levels', 'memory', 'weight', 3, 0],
  ['two levels', 'memory', 'ifmap', 18, 0],
  ['two levels', 'memory', 'ofmap', 0, 16],
] as const;

/** Picojoules of the exercise with one level. */
const PICOJOULES = [
  ['weight', 'buffer', 20.43],
  ['ifmap', 'buffer', 20.43],
  ['ofmap', 'buffer', 34.05],
  ['computation', 'ALU', 40.56],
] as const;

/** Not printed: the weights' 20.43 pJ over their 48 reads, and the MACs' 40.56 pJ over 48. */
const ACCESS = 20.43 / 48;
const MAC = 40.56 / 48;

const layer = plainConv('conv1d', { E: 16, R: 3 });
const level = (name: string) => ({ name, energy: { read: ACCESS, write: ACCESS } });
const architecture = (name: string, levels: readonly string[]): Architecture => ({
  name,
  unit: 'pJ',
  levels: levels.map(level),
  mac: { energy: MAC },
});

const explained = {
  'one level': () =>
    spatial({
      architecture: architecture('one level', ['buffer']),
      mappings: { conv1d: { buffer: 'R3 E16' } },
    }).explain(layer)!,
  'two levels': () =>
    spatial({
      architecture: architecture('two levels', ['memory', 'buffer']),
      mappings: { conv1d: { buffer: 'R3 E16' } },
    }).explain(layer)!,
};

const source =
  'Timeloop and Accelergy exercises (ISPASS 2020), timeloop/00 and 01, reference output';

export function conv1dCountsTable(): PublishedTable {
  return {
    name: 'timeloop-conv1d',
    title: 'Accesses of a convolution of 16 outputs and 3 taps, weights first',
    source,
    model: "spatial({ architecture, mappings: { conv1d: { buffer: 'R3 E16' } } }).explain(layer)",
    unit: 'words',
    digits: 0,
    columns: ['level', 'reads', 'writes'],
    rows: COUNTS.map(([levels, at, tensor, reads, writes]) => {
      const explanation = explained[levels]();
      return {
        name: `${levels}: ${at}, ${tensor}`,
        cells: [
          { ours: accessesAt(explanation, tensor, at, 'read'), published: reads },
          { ours: accessesAt(explanation, tensor, at, 'write'), published: writes },
        ],
      };
    }),
    tolerance: [0, 0],
    notes: [],
  };
}

export function conv1dEnergyTable(): PublishedTable {
  return {
    name: 'timeloop-conv1d-energy',
    title: 'Energy of the same convolution on one level',
    source,
    model: 'spatial({ architecture, mappings }).explain(layer)',
    unit: 'pJ',
    digits: 2,
    columns: ['data', 'energy'],
    rows: PICOJOULES.map(([dataType, at, published]) => ({
      name: dataType,
      cells: [{ ours: picojoulesAt(explained['one level'](), dataType, at), published }],
    })),
    notes: [
      'The energy of one access is not printed: it is taken from the weights (20.43 pJ for 48 reads), that of a MAC from the computation; so of the four rows, ifmap and ofmap are the test.',
    ],
  };
}
