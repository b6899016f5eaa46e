import { expect, test } from 'vitest';
import { MacSchedule, type ScheduledMac } from './mac-schedule.ts';
import { ecp5, up5k } from './machine-shape.ts';

/** Cycles of a `MAC` beside its fetch, when a prediction spares all of its tiles or none. */
function macCycles(shape: typeof up5k, mac: ScheduledMac, spared = false): number {
  const schedule = new MacSchedule(shape, mac);
  for (let first = 0; first < mac.columns; first += shape.lanes) {
    schedule.beginTile(Math.min(shape.lanes, mac.columns - first));
    for (let plane = 0; plane < schedule.planes; plane++) {
      for (let group = 0; group < (mac.groups ?? 1); group++) {
        schedule.pass(plane, group, spared && plane === 1);
      }
    }
  }
  return schedule.end;
}

const gradient = { aPlanes: true, accumulate: true } as const;
const added = (shape: typeof up5k, mac: ScheduledMac) =>
  macCycles(shape, { ...mac, predict: true }) - macCycles(shape, mac);
const saved = (shape: typeof up5k, mac: ScheduledMac) =>
  macCycles(shape, { ...mac, predict: true }) - macCycles(shape, { ...mac, predict: true }, true);

test('with one group the lower plane waits in each tile until its prediction is worked off, with more it does not', () => {
  const one = { ...gradient, k: 196, groups: 1, columns: 36 };
  expect(added(up5k, one)).toBe(9 * (4 * 4 + 6));
  expect(added(ecp5, { ...one, columns: 72 })).toBe(9 * (8 * 8 + 6));
  expect(added(up5k, { ...one, k: 49, groups: 2 })).toBe(0);
  expect(added(up5k, { ...one, k: 49, groups: 4 })).toBe(0);
});

test('a spared tile takes a cycle in place of its products and their way out, and as long as it waits for a drain', () => {
  const one = { ...gradient, k: 196, groups: 1, columns: 36 };
  expect(saved(up5k, one)).toBe(9 * (196 + up5k.unload - 1));
  // The first ends 3 cycles after the last drain of the upper plane; the others 3 after the 32 cycles of that before.
  const most = 4 * (49 + up5k.unload) - (16 + 3) - 3 * (32 + 3);
  expect(saved(up5k, { ...one, k: 49, groups: 4 })).toBe(9 * most);
});
