import { expect, test } from 'vitest';
import { calibrate, type LoadReading, parseCalibration } from './calibration.ts';
import { benchRecord } from './testing.ts';

test('gain and offsets are found that the sensor has', () => {
  const [gain, offset, busOffset] = [1.3e-3, -8e-6, 4e-3];
  const { fit } = calibrate(benchRecord({ gain, offset, busOffset, ohms: 2 }));
  // Solved by hand for a sensor without noise.
  expect(fit.amperesPerVolt).toBeCloseTo(1 / (2 * (1 + gain)), 9);
  expect(fit.amperes).toBeCloseTo(-offset / (2 * (1 + gain)), 9);
  expect(fit.volts).toBeCloseTo(-busOffset, 9);
});

test.each([
  ['two loads', 'POWER_LOADS', (all: LoadReading[]) => all.slice(0, 3)],
  ['no zero input', 'POWER_LOADS', (all: LoadReading[]) => all.slice(1)],
  [
    'a load that was another one',
    'POWER_LOADS',
    (all: LoadReading[]) => all.map((one, i) => (i === 2 ? { ...one, amperes: 0.0121 } : one)),
  ],
  [
    'another shunt than was said',
    'POWER_SHUNT',
    (all: LoadReading[]) => all.map((one) => ({ ...one, shuntVolts: one.shuntVolts / 2 })),
  ],
  [
    'loads that are all alike',
    'POWER_SHUNT',
    (all: LoadReading[]) => all.map((one) => ({ ...one, shuntVolts: 0.01 })),
  ],
] as const)('%s is refused', (_, code, change) => {
  const record = benchRecord();
  const changed = { ...record, readings: change(record.readings) };
  expect(() => calibrate(changed)).toThrow(expect.objectContaining({ code }));
});

test('a record is read as it was written, and nothing else is', () => {
  const made = calibrate(benchRecord({ gain: 1e-3 }));
  expect(parseCalibration(JSON.stringify(made), 'bench.json')).toEqual(made);
  for (const text of ['', '{', '[]', '{}', JSON.stringify({ ...made, date: 'yesterday' })]) {
    expect(() => parseCalibration(text, 'bench.json')).toThrow(
      expect.objectContaining({ code: 'POWER_CALIBRATION' }),
    );
  }
});
