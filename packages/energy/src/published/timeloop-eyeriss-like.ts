import type { Architecture } from '../spatial/architecture.ts';
import { spatial } from '../spatial/spatial.ts';
import { accessesAt, picojoulesAt } from './explained-access.ts';
import { plainConv } from './plain-conv.ts';
import type { PublishedTable } from './published-table.ts';

const source = "Accelergy's table of the eyeriss_like example, pJ per access of a vector";

/** 8-bit words; capacities are left out, as the mapping is given. */
const architecture: Architecture = {
  name: 'eyeriss_like',
  unit: 'pJ',
  bits: 8,
  levels: [
    { name: 'DRAM', vector: 8, energy: { read: 512, write: 512, source } },
    {
      name: 'shared_glb',
      vector: 8,
      keeps: ['ifmap', 'ofmap'],
      energy: { read: 18.183829, write: 14.137929, source },
    },
  ],
  array: {
    rows: { size: 12, loops: ['C', 'S'] },
    columns: { size: 14, loops: ['F'] },
  },
  pe: [
    {
      name: 'ifmap_spad',
      vector: 2,
      keeps: ['ifmap'],
      energy: { read: 0.202442, write: 0.176713, source },
    },
    {
      name: 'weights_spad',
      vector: 2,
      keeps: ['weight'],
      energy: { read: 1.976602, write: 1.881657, source },
    },
    { name: 'psum_spad', keeps: ['ofmap'], energy: { read: 0.2513, write: 0.2191, source } },
  ],
  mac: { energy: 0.207692, source },
};

const layer = plainConv('layer', { C: 3, M: 32, R: 3, S: 3, E: 112, F: 112, stride: 2, bits: 8 });

/** Loops from outside to inside; P and Q of the source are E and F here. */
const mapping = {
  DRAM: 'E8 F2 M4',
  shared_glb: 'E14 F4',
  columns: 'F14',
  rows: 'C3 S3',
  weights_spad: 'R3',
  psum_spad: 'M8',
};

const INSTANCES = 126;
const PERIMETER = { pes: 168, cycles: 86016, utilisation: 0.75 };

/** Data type, level, reads and writes: of one PE in the scratch pads, of all elsewhere. */
const COUNTS = [
  ['ofmap', 'psum_spad', 57344, 86016],
  ['weight', 'weights_spad', 86016, 1536],
  ['ifmap', 'ifmap_spad', 86016, 10752],
  ['ifmap', 'shared_glb', 1354752, 157296],
  ['ofmap', 'shared_glb', 0, 401408],
  ['weight', 'DRAM', 13824, 0],
  ['ifmap', 'DRAM', 157296, 0],
  ['ofmap', 'DRAM', 0, 401408],
] as const;

const PICOJOULES = [
  ['computation', 'ALU', 2250969.22],
  ['ofmap', 'psum_spad', 4190338.25],
  ['weight', 'weights_spad', 10893306.24],
  ['ifmap', 'ifmap_spad', 1216735.96],
  ['ifmap', 'shared_glb', 3357302.3],
  ['ofmap', 'shared_glb', 709384.73],
  ['weight', 'DRAM', 884736],
  ['ifmap', 'DRAM', 10066944],
  ['ofmap', 'DRAM', 25690112],
] as const;
const TOTAL = 59.28e6;

const explain = () => spatial({ architecture, mappings: { layer: mapping } }).explain(layer)!;
const common = {
  source: 'Timeloop, eyeriss_like example with its default layer and mapping, reference output',
  model: 'spatial({ architecture, mappings: { layer: mapping } }).explain(layer)',
};

export function eyerissLikeCountsTable(): PublishedTable {
  const explanation = explain();
  const { activity } = explanation;
  const counts = COUNTS.map(([dataType, at, reads, writes]) => {
    const share = at.endsWith('spad') ? INSTANCES : 1;
    return {
      name: `${at}, ${dataType}`,
      cells: [
        { ours: accessesAt(explanation, dataType, at, 'read') / share, published: reads },
        { ours: accessesAt(explanation, dataType, at, 'write') / share, published: writes },
      ],
    };
  });
  const cycles = { ours: activity!.cycles, published: PERIMETER.cycles };
  const active = {
    ours: activity!.activePes,
    published: PERIMETER.pes * PERIMETER.utilisation,
  };
  return {
    ...common,
    name: 'timeloop-eyeriss-like',
    title: 'Accesses of a layer of 3 x 32 channels on an Eyeriss-like array',
    unit: 'words (scratch pads: of one PE); the last row cycles and active PEs',
    digits: 0,
    columns: ['level', 'reads', 'writes'],
    rows: [...counts, { name: 'cycles; active PEs', cells: [cycles, active] }],
    tolerance: [0, 0],
    notes: [],
  };
}

export function eyerissLikeEnergyTable(): PublishedTable {
  const explanation = explain();
  const rows = PICOJOULES.map(([dataType, at, published]) => ({
    name: `${at}, ${dataType}`,
    cells: [{ ours: picojoulesAt(explanation, dataType, at), published }],
  }));
  const total = rows.reduce((sum, { cells }) => sum + cells[0]!.ours, 0);
  return {
    ...common,
    name: 'timeloop-eyeriss-like-energy',
    title: 'Energy of the same layer',
    unit: 'pJ',
    digits: 2,
    columns: ['level', 'energy'],
    rows: [...rows, { name: 'total', cells: [{ ours: total, published: TOTAL }] }],
    tolerance: [0.001],
    notes: [
      'The printed parts add up to 59.26 uJ, the printed total is 59.28 uJ: it cannot be met together with them. Ours is the sum of the parts.',
    ],
  };
}
