import { expect, test } from 'vitest';
import { type Calibration, calibrate, type LoadReading, parseCalibration } from './calibration.ts';

/** A sensor with these errors over 2 ohm, read without noise. */
const readings = (gain: number, offset: number, busOffset: number): LoadReading[] =>
  [0, 0.004, 0.01, 0.02].map((amperes) => ({
    amperes,
    volts: 1.2,
    shuntVolts: 2 * amperes * (1 + gain) + offset,
    busVolts: 1.2 + busOffset,
    shuntScatter: 2.5e-6,
    busScatter: 0.7e-3,
    samples: 8000,
  }));
const record = (all: LoadReading[]): Omit<Calibration, 'format' | 'fit'> => ({
  board: 'golden',
  simulated: true,
  date: '2026-01-02T03:04:05.000Z',
  sensor: 'INA226',
  shunt: { ohms: 2, tolerance: 1e-3 },
  reference: { current: 5e-4, voltage: 5e-4 },
  readings: all,
});

test('gain and offsets are found that the sensor has', () => {
  const [gain, offset, busOffset] = [1.3e-3, -8e-6, 4e-3];
  const { fit } = calibrate(record(readings(gain, offset, busOffset)));
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
    (all: LoadReading[]) => all.map((one, i) => (i === 2 ? { ...one, amperes: 0.0101 } : one)),
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
  expect(() => calibrate(record(change(readings(0, 0, 0))))).toThrow(
    expect.objectContaining({ code }),
  );
});

test('a record is read as it was written, and nothing else is', () => {
  const made = calibrate(record(readings(1e-3, 0, 0)));
  expect(parseCalibration(JSON.stringify(made), 'bench.json')).toEqual(made);
  for (const text of ['', '{', '[]', '{}', JSON.stringify({ ...made, date: 'yesterday' })]) {
    expect(() => parseCalibration(text, 'bench.json')).toThrow(
      expect.objectContaining({ code: 'POWER_CALIBRATION' }),
    );
  }
});
