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
    'one load three times',
    'POWER_LOADS',
    ([zero, one]: LoadReading[]) => [zero!, one!, one!, one!],
  ],
  [
    'loads that span less than a factor of two',
    'POWER_LOADS',
    ([zero, ...loads]: LoadReading[]) => [
      zero!,
      ...loads.map((one, i) => ({
        ...one,
        amperes: 0.012 + i / 1000,
        shuntVolts: 0.012 + i / 1000,
      })),
    ],
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

/** The record of a faultless sensor, with other voltages typed. */
const typed = (...volts: readonly number[]) => {
  const record = benchRecord();
  const readings = record.readings.map((one, i) => ({ ...one, volts: [0, ...volts][i]! }));
  return () => calibrate({ ...record, readings });
};

test.each([
  [[1.2, 12, 1.2], /load of 12\.00 mA has 12 V .* and 1\.2000 V by the sensor/],
  [[12, 12, 12], /load of 5\.000 mA has 12 V/],
  [[1.2, 1.2, 1.207], /load of 25\.00 mA has 1\.207 V .* 7\.000 mV off that of the other loads/],
  [[1.193, 1.2, 1.2], /load of 5\.000 mA has 1\.193 V .* -7\.000 mV off/],
] as const)('voltages %j are refused, with the load that was mistyped', (volts, message) => {
  expect(typed(...volts)).toThrow(
    expect.objectContaining({ code: 'POWER_LOADS', message: expect.stringMatching(message) }),
  );
});

test('all that sensor and reference may be off by together is taken', () => {
  const volts = (1.2 + 7.5e-3) * 1.0005;
  const { fit } = calibrate(benchRecord({ busOffset: -7.5e-3 - 1.2e-3 }));
  expect(fit.volts).toBeCloseTo(8.7e-3, 9);
  expect(typed(volts, volts, volts)().fit.volts).toBeCloseTo(volts - 1.2, 9);
  expect(typed(1.2, 1.2012, 1.2)().fit.volts).toBeCloseTo(4e-4, 9);
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

test.each([
  ['amperesPerVolt', 7, /bench\.json was altered: fit\.amperesPerVolt is 7, and .* give 0\.999/],
  ['amperes', 1e-6, /fit\.amperes is/],
  ['volts', 1e-4, /fit\.volts is/],
] as const)(
  'a record whose %s is not what its readings give is refused',
  (name, value, message) => {
    const made = calibrate(benchRecord({ gain: 1e-3 }));
    const altered = JSON.stringify({ ...made, fit: { ...made.fit, [name]: value } });
    expect(() => parseCalibration(altered, 'bench.json')).toThrow(
      expect.objectContaining({
        code: 'POWER_CALIBRATION',
        message: expect.stringMatching(message),
        next: expect.stringContaining('`pj calibrate`'),
      }),
    );
  },
);

test('a record whose readings are altered is refused with what is wrong about them', () => {
  const made = calibrate(benchRecord());
  const readings = made.readings.map((one) => ({ ...one, volts: one.volts * 10 }));
  expect(() => parseCalibration(JSON.stringify({ ...made, readings }), 'bench.json')).toThrow(
    expect.objectContaining({
      code: 'POWER_CALIBRATION',
      message: expect.stringMatching(/bench\.json .*: The load of 5\.000 mA has 12 V/),
    }),
  );
});
