import { joules, seconds } from '@picojoule/spec';
import { afterEach, expect, test } from 'vitest';
import { golden } from '../golden/golden.ts';
import { boardPower } from './board-power.ts';
import { calibrate } from './calibration.ts';
import { checkBench } from './check-bench.ts';
import type { BoardMeterSession } from './meter-session.ts';
import { benchRecord } from './testing.ts';

const open: BoardMeterSession[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.close();
});
async function opened(meter: ReturnType<typeof boardPower>) {
  const session = await meter.open('golden');
  open.push(session);
  return session;
}

const calibration = calibrate(benchRecord());

test('ten minutes of samples have no gap, through faults, and the next reading begins anew', {
  timeout: 60_000,
}, async () => {
  const transport = golden({ time: 'simulated', baud: 3e6, flip: 1e-3, drop: 1e-3 });
  const session = await opened(boardPower({ transport }));
  for (const length of [600, 1]) {
    let [first, last, gaps] = [Number.NaN, Number.NaN, 0];
    for await (const { at, duration } of session.samples()) {
      const begin = at - duration;
      if (Number.isNaN(first)) first = begin;
      else if (Math.abs(begin - last) > 1e-9) gaps++;
      last = at;
      if (at - first >= length) break;
    }
    expect(gaps).toBe(0);
    expect(last - first).toBeGreaterThanOrEqual(length);
  }
});

test("drift and offset of the board's clock are found to half of the shortest round trip", async () => {
  const transport = golden({ time: 'simulated', baud: 1e6, sensor: 3 });
  const session = await opened(boardPower({ transport }));
  let count = 0;
  await session.clockFit();
  for await (const _ of session.samples()) if (++count > 20_000) break;
  const fit = (await session.clockFit())!;
  const perMs = transport.device.identity.clock / 1000;
  const true_ = perMs * (1 + transport.device.sensor.errors.timeBase);
  const now = transport.clock.now();
  // Both ends of some 25 s are known to that.
  expect(Math.abs(fit.rate / true_ - 1)).toBeLessThan((2 * fit.uncertainty) / 20_000);
  expect(Math.abs(fit.rate / perMs - 1)).toBeGreaterThan(1e-6);
  expect(Math.abs(fit.rate * now + fit.offset - true_ * now)).toBeLessThan(fit.uncertainty * true_);
});

test('an uncertainty is stated with a calibration, and not without', async () => {
  const plain = await opened(boardPower());
  expect(plain.uncertaintyOf(joules(1), seconds(10))).toBeUndefined();
  expect(plain.provenance).toBe('simulated');
  const known = await opened(boardPower({ calibration }));
  const stated = known.uncertaintyOf(joules(0.2), seconds(10))!;
  // Two references of 0.05 % alone, evenly distributed, make this.
  const references = 2 * Math.SQRT2 * (5e-4 / Math.sqrt(3)) * 0.2;
  expect(stated).toBeGreaterThan(references);
  expect(stated).toBeLessThan(1.5 * references);
});

test('the calibration of another bench is refused', async () => {
  const other = { ...calibration, board: 'icebreaker' };
  await expect(boardPower({ calibration: other }).open('golden')).rejects.toMatchObject({
    code: 'POWER_CALIBRATION',
  });
  const refused = expect.objectContaining({ code: 'POWER_CALIBRATION' });
  const ours = { board: 'golden', simulated: true };
  expect(() => checkBench(calibration, { ...ours, simulated: false })).toThrow(refused);
  expect(() => checkBench(calibration, { ...ours, sensor: 'another' })).toThrow(refused);
  checkBench(calibration, { ...ours, sensor: 'INA226' });
});

test('a window holds what was drawn between its markers', async () => {
  const transport = golden({ time: 'simulated', baud: 3e6 });
  const truth: number[] = [];
  transport.truth.onMarker = ({ joules: found }) => truth.push(found);
  const session = await opened(boardPower({ transport, calibration }));
  const pause = (ms: number) =>
    new Promise<string>((resolve) => void transport.clock.after(ms, () => resolve('done')));
  const { result, energy, duration, uncertainty } = await session.window(() => pause(2000));
  expect(result).toBe('done');
  expect(duration).toBeCloseTo(2, 2);
  // The calibration is of a faultless sensor: this one errs by what data sheets allow.
  expect(Math.abs(energy / (truth[1]! - truth[0]!) - 1)).toBeLessThan(0.012);
  expect(uncertainty! / energy).toBeLessThan(0.002);
  await expect(session.window(() => pause(20))).rejects.toMatchObject({ code: 'POWER_SHORT' });
  await expect(session.window(() => Promise.reject(new Error('of its own')))).rejects.toThrow(
    'of its own',
  );
});
