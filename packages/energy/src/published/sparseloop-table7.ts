import type { LayerExplanation, Workload } from '@picojoule/spec';
import type { Architecture } from '../spatial/architecture.ts';
import { spatial } from '../spatial/spatial.ts';
import { accessesAt } from './explained-access.ts';
import { plainConv } from './plain-conv.ts';
import type { PublishedTable } from './published-table.ts';

/**
 * Sparseloop, table 7: AlexNet on Eyeriss, batch 4. Its sizes: groups left out (CONV2, 4 and 5 have half
 * of their input channels and all filters), CONV1 and CONV2 padded to 56 and 28 outputs a row. Loops
 * outside the buffer are those that its dense words imply; the densities are its own.
 */
const LAYERS = [
  {
    name: 'CONV1',
    sizes: { N: 4, C: 3, M: 96, E: 56, F: 56, R: 11, S: 11, stride: 4 },
    density: { input: 0.999, output: 0.378 },
    mapping: { DRAM: 'N4 E8 C3', buffer: 'M96 E7 F56 R11 S11' },
    dense: [1115136, 776160, 1204224],
    sparse: [1115136, 776160, 455197],
    ratio: 1.243,
  },
  {
    name: 'CONV2',
    sizes: { N: 4, C: 48, M: 256, E: 28, F: 28, R: 5, S: 5 },
    density: { input: 0.6, output: 0.169 },
    mapping: { DRAM: 'N4 M8 E2', buffer: 'M32 C48 E14 F28 R5 S5' },
    dense: [1228800, 1769472, 802816],
    sparse: [1228800, 1061684, 135676],
    ratio: 1.355,
  },
  {
    name: 'CONV3',
    sizes: { N: 4, C: 256, M: 384, E: 13, F: 13, R: 3, S: 3 },
    density: { input: 0.275, output: 0.303 },
    mapping: { DRAM: 'M6 C64', buffer: 'N4 M64 C4 E13 F13 R3 S3' },
    dense: [884736, 1382400, 259584],
    sparse: [884736, 380161, 78654],
    ratio: 1.698,
  },
  {
    name: 'CONV4',
    sizes: { N: 4, C: 192, M: 384, E: 13, F: 13, R: 3, S: 3 },
    density: { input: 0.207, output: 0.304 },
    mapping: { DRAM: 'M6 C64', buffer: 'N4 M64 C3 E13 F13 R3 S3' },
    dense: [663552, 1036800, 259584],
    sparse: [663552, 214618, 78914],
    ratio: 1.867,
  },
  {
    name: 'CONV5',
    sizes: { N: 4, C: 192, M: 256, E: 13, F: 13, R: 3, S: 3 },
    density: { input: 0.23, output: 0.1 },
    mapping: { DRAM: 'M4 C64', buffer: 'N4 M64 C3 E13 F13 R3 S3' },
    dense: [442368, 691200, 173056],
    sparse: [442368, 158976, 17306],
    ratio: 1.938,
  },
] as const;

/** Compressed words are non-zero words over this: the rest of the traffic is metadata. */
const METADATA = 0.76;

const free = { read: 0, write: 0 };
const architecture = (compressed: { ifmap: boolean; ofmap: boolean }): Architecture => {
  const compression = { metadata: METADATA };
  return {
    name: 'eyeriss after Sparseloop',
    unit: 'pJ',
    levels: [
      { name: 'DRAM', energy: free },
      { name: 'buffer', energy: free },
    ],
    mac: { energy: 0 },
    sparsity: {
      ifmap: compressed.ifmap ? { compression } : {},
      ofmap: compressed.ofmap ? { compression } : {},
    },
  };
};

/** Words between DRAM and buffer: weight, ifmap, ofmap. */
const wordsOf = (explanation: LayerExplanation) => [
  accessesAt(explanation, 'weight', 'DRAM', 'read'),
  accessesAt(explanation, 'ifmap', 'DRAM', 'read'),
  accessesAt(explanation, 'ofmap', 'DRAM', 'write'),
];
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const common = {
  source: 'Sparseloop (MICRO 2022), table 7, and its artefact for words and densities',
  model: 'spatial({ architecture, mappings }).explain(layer)',
};

/** DRAM words of a layer, dense and compressed. */
function movedWords({ name, sizes, density, mapping }: (typeof LAYERS)[number]) {
  const layer: Workload = plainConv(name, { ...sizes, density });
  const explain = (ifmap: boolean, ofmap: boolean) =>
    spatial({
      architecture: architecture({ ifmap, ofmap }),
      mappings: { [name]: mapping },
    }).explain(layer)!;
  // The input of the first layer is not compressed.
  return {
    plain: wordsOf(explain(false, false)),
    packed: wordsOf(explain(name !== 'CONV1', true)),
  };
}

export function sparseloopWordsTable(): PublishedTable {
  return {
    ...common,
    name: 'sparseloop-words',
    title: 'DRAM words of AlexNet on Eyeriss, dense and without zeros',
    unit: 'words for a batch of 4',
    digits: 0,
    columns: ['layer', 'weight', 'ifmap', 'ofmap', 'ifmap, non-zero', 'ofmap, non-zero'],
    rows: LAYERS.map((each) => {
      const { plain, packed } = movedWords(each);
      const nonZero = (i: number) => (packed[i] === plain[i] ? packed[i]! : packed[i]! * METADATA);
      return {
        name: each.name,
        cells: [
          ...plain.map((ours, i) => ({ ours, published: each.dense[i]! })),
          { ours: nonZero(1), published: each.sparse[1] },
          { ours: nonZero(2), published: each.sparse[2] },
        ],
      };
    }),
    notes: [
      'CONV1’s input and all weights stay uncompressed. Non-zero words are rounded up there: ours are less by at most 1.',
      'The loops outside the buffer are chosen so that the dense words come out: Sparseloop prints no mapping.',
    ],
  };
}

export function sparseloopRatioTable(): PublishedTable {
  return {
    ...common,
    name: 'sparseloop-table-7',
    title: 'Compression of the DRAM traffic of AlexNet on Eyeriss',
    unit: 'dense words / compressed words',
    digits: 3,
    columns: ['layer', 'ratio'],
    rows: LAYERS.map((each) => {
      const { plain, packed } = movedWords(each);
      return {
        name: each.name,
        cells: [{ ours: sum(plain) / sum(packed), published: each.ratio }],
      };
    }),
    tolerance: [5e-4],
    notes: [
      'Densities and the metadata factor (0.76 of the compressed words are values) are Sparseloop’s own.',
    ],
  };
}
