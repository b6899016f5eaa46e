import { nullEnergyModel, smallGraph } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { removableShare, withoutWeights } from './removable.ts';

const graph = smallGraph({ shape: [1, 8, 8], classes: 3 });
const free = nullEnergyModel();

test('nothing is removed where nothing is removable', () => {
  const given = { model: free, batch: 1, bits: 16, densities: {} };
  const { share } = removableShare({ dense: graph, pruned: withoutWeights(graph) }, given);
  expect(share).toBe(0);
});
