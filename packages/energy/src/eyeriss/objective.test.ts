import type { Workload } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { alexNet } from '../published/alexnet.ts';
import { googLeNet } from '../published/googlenet.ts';
import { chips } from './chip.ts';
import { movedShare } from './coding.ts';
import { TABLE_4 } from './costs.ts';
import { spaceOf } from './counting.ts';
import { eyeriss } from './eyeriss.ts';
import { geometryOf } from './geometry.ts';
import { mapLayer } from './map-layer.ts';
import { type Objective, totalObjective } from './objective.ts';

/** Of ifmap and ofmap; the filters are dense. */
const DENSITY = 0.5;
const half = (layer: Workload): Workload => ({
  ...layer,
  density: { input: DENSITY, weight: 1, output: DENSITY },
});

/** The least total at `DENSITY`, by a search that is told of the zeros. */
function leastWithZeros(layer: Workload): number {
  const zeros = { skip: true, coding: 'significance-map' } as const;
  const dense = totalObjective(layer, 'isca16', zeros);
  const stored = geometryOf(layer).storedShare * DENSITY;
  const share = movedShare(zeros, 'ifmap', 'DRAM', stored, 16);
  const objective: Objective = {
    ifmap: { DRAM: share, buffer: share, array: share },
    psumsInRf: dense.psumsInRf * DENSITY,
  };
  const search = { chip: chips.isca16, costs: TABLE_4, space: spaceOf('isca16'), objective };
  const { geometry, mapping } = mapLayer(layer, search)!;
  const given = { ...mapping, f: geometry.tileColumns };
  return eyeriss({ mapping: () => given }).estimate([half(layer)]).total;
}

test.each([
  ['AlexNet', alexNet(16), { total: [0.04, 0.02], 'above-rf': [0.022, 0.005] }],
  ['GoogLeNet', googLeNet(16), { total: [0.2, 0.06], 'above-rf': [0.05, 0.005] }],
] as const)(
  'with half of the feature maps of %s zero, no layer and no network is further above the least total than stated',
  (_, layers, stated) => {
    const least = layers.map(leastWithZeros);
    const sum = least.reduce((all, total) => all + total);
    for (const minimise of ['total', 'above-rf'] as const) {
      const { layers: found, total } = eyeriss({ minimise }).estimate(layers.map(half));
      const above = found.map((layer, i) => layer.total / least[i]! - 1);
      const [ofLayer, ofNetwork] = stated[minimise];
      expect(Math.min(...above)).toBeGreaterThan(-1e-9);
      expect(Math.max(...above)).toBeLessThan(ofLayer);
      expect(total / sum - 1).toBeLessThan(ofNetwork);
    }
  },
);
