import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibrate, goldenIdentities } from '@picojoule/board';
import { afterAll, expect, test } from 'vitest';
import { BENCH_FILE, readBench, sensorName } from './bench-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'pj-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const golden = goldenIdentities.icebreaker;
const power = { ohms: undefined, sensor: 1 };
const calibration = calibrate({
  board: golden.board,
  simulated: true,
  date: '2026-01-02T03:04:05.000Z',
  sensor: sensorName(golden, 1),
  shunt: { ohms: 2, tolerance: 1e-3 },
  reference: { current: 5e-4, voltage: 5e-4 },
  readings: [0, 0.005, 0.012, 0.025].map((amperes) => ({
    amperes,
    volts: 1.2,
    shuntVolts: 2 * amperes,
    busVolts: 1.2,
    shuntScatter: 2.5e-6,
    busScatter: 0.7e-3,
    samples: 8000,
  })),
});

test('the shunt is that of the calibration, and without one as given, else 1 ohm', () => {
  expect(readBench(undefined, folder, golden, power).ohms).toBe(1);
  expect(readBench(undefined, folder, golden, { ...power, ohms: 0.1 }).ohms).toBe(0.1);
  writeFileSync(join(folder, BENCH_FILE), JSON.stringify(calibration));
  const same = { calibration, ohms: 2 };
  expect(readBench(undefined, folder, golden, power)).toEqual(same);
  expect(readBench(undefined, folder, golden, { ...power, ohms: 2 })).toEqual(same);
});

test('another shunt than the calibration was made of is refused', () => {
  expect(() => readBench(undefined, folder, golden, { ...power, ohms: 0.1 })).toThrow(
    expect.objectContaining({
      code: 'BENCH_SHUNT',
      message: expect.stringMatching(/bench\.json .* shunt of 2 ohm; --shunt says 0\.1/),
      next: expect.stringContaining('--shunt'),
    }),
  );
});

test('a calibration of another board or sensor is refused with its file, and `none` reads without', () => {
  writeFileSync(join(folder, BENCH_FILE), JSON.stringify(calibration));
  const refused = expect.objectContaining({
    code: 'POWER_CALIBRATION',
    message: expect.stringMatching(/bench\.json is of simulated board "golden" with .*; this is /),
    next: expect.stringMatching(/`--bench <file>`.*`--bench none`/),
  });
  const icebreaker = { ...golden, board: 'icebreaker', simulated: false };
  expect(() => readBench(undefined, folder, icebreaker, power)).toThrow(refused);
  expect(() => readBench(undefined, folder, golden, { ...power, sensor: 2 })).toThrow(refused);
  expect(readBench('none', folder, icebreaker, power)).toEqual({ calibration: undefined, ohms: 1 });
});
