import { energyModelLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { eyeriss } from './eyeriss/eyeriss.ts';
import { eyerissTool } from './eyeriss-tool/eyeriss-tool.ts';
import { macs } from './macs.ts';
import { parameters } from './parameters.ts';
import { eyerissJoules } from './technology/eyeriss-joules.ts';

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
  ['macs()', macs()],
  ['parameters()', parameters()],
] as const;

describe.each(models)('%s', (_, model) => {
  test.each(energyModelLaws.map((law) => [law.name, law] as const))('%s', (_name, law) =>
    law.check(model),
  );
});
