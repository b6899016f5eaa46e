import { energyModelLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { eyeriss } from './eyeriss/eyeriss.ts';
import { eyerissTool } from './eyeriss-tool/eyeriss-tool.ts';
import { macs } from './macs.ts';
import { parameters } from './parameters.ts';
import type { Architecture } from './spatial/architecture.ts';
import { spatial } from './spatial/spatial.ts';
import { eyerissJoules } from './technology/eyeriss-joules.ts';

const cost = { read: 1, write: 2 };
/** Every way to use zeros. */
const sparse: Architecture = {
  name: 'sparse',
  unit: 'pJ',
  levels: [
    { name: 'DRAM', energy: cost, vector: 4 },
    { name: 'buffer', words: 500, energy: cost },
  ],
  array: {
    rows: { size: 3, loops: ['C', 'R'] },
    columns: { size: 4, loops: ['M', 'E'] },
    hop: 0.5,
  },
  pe: [
    {
      name: 'pad',
      words: { ifmap: 8, weight: 8, ofmap: 4 },
      energy: { ifmap: cost, weight: cost, ofmap: cost },
      slides: true,
    },
  ],
  mac: { energy: 1, gated: 0.2 },
  sparsity: {
    ifmap: { zeros: 'gate', compression: 'run-length', at: ['DRAM', 'buffer', 'array'] },
    weight: { zeros: 'skip', compression: { metadata: 0.8 } },
    ofmap: { compression: 'significance-map' },
  },
};

const models = [
  ['eyeriss()', eyeriss()],
  [
    'eyeriss of the chip, run-length coded, with data layers',
    eyeriss({ chip: 'jssc17', coding: 'run-length', convAndFcOnly: false }),
  ],
  ['eyeriss computing zeros', eyeriss({ skipZeros: false })],
  ['eyerissTool()', eyerissTool()],
  ['eyerissTool with data layers', eyerissTool({ convAndFcOnly: false })],
  ['eyerissJoules()', eyerissJoules({ eyeriss: { convAndFcOnly: false } })],
  ['spatial()', spatial()],
  ['a weight-stationary array', spatial({ architecture: 'tpu-like' })],
  ['an output-stationary array', spatial({ architecture: 'shidiannao-like' })],
  ['an array that gates, skips and compresses', spatial({ architecture: sparse })],
  ['macs()', macs()],
  ['parameters()', parameters()],
] as const;

describe.each(models)('%s', (_, model) => {
  test.each(energyModelLaws.map((law) => [law.name, law] as const))('%s', (_name, law) =>
    law.check(model),
  );
});
