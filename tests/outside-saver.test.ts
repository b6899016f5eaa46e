import { expect, test } from 'vitest';
import { freezeOut } from '../examples/saver-plugin/src/freeze-out.ts';
import { type TrainingResult, totalMacs } from '../packages/core/src/index.ts';
import { smd } from '../packages/train/src/index.ts';
import { STEPS, trained } from './small-training.ts';

const macs = (ledger: TrainingResult['ledger'], wanted: string) =>
  totalMacs(ledger.filter(({ pass }) => pass === wanted)).executed;

test('a saver of a third party composes with smd, in any order', async () => {
  const [plain, drops, freezes, both, turned] = await Promise.all([
    trained([]),
    trained([smd()]),
    trained([freezeOut()]),
    trained([smd(), freezeOut()]),
    trained([freezeOut(), smd()]),
  ]);
  expect(both.graph.parameters).toEqual(turned.graph.parameters);
  expect(both.executed).toBe(drops.executed);
  expect(both.executed).toBeLessThan(STEPS);
  const forward = (result: TrainingResult) => macs(result.ledger, 'forward');
  const weights = (result: TrainingResult) => macs(result.ledger, 'weight-gradient');
  expect(forward(freezes)).toBe(forward(plain));
  expect(forward(both)).toBe(forward(drops));
  expect(weights(freezes)).toBeLessThan(weights(plain));
  expect(weights(both)).toBeLessThan(Math.min(weights(drops), weights(freezes)));
});
