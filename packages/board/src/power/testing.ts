import type { Calibration } from './calibration.ts';

interface BenchErrors {
  /** Of the sensor and its shunt, relative. */
  readonly gain?: number;
  /** In volt. */
  readonly offset?: number;
  readonly busOffset?: number;
  readonly ohms?: number;
}

/** What is read on a golden board's bench of these errors, without noise: zero input and three loads at 1.2 V. */
export function benchRecord({
  gain = 0,
  offset = 0,
  busOffset = 0,
  ohms = 1,
}: BenchErrors = {}): Omit<Calibration, 'format' | 'fit'> {
  return {
    board: 'golden',
    simulated: true,
    date: '2026-01-02T03:04:05.000Z',
    sensor: 'INA226',
    shunt: { ohms, tolerance: 1e-3 },
    reference: { current: 5e-4, voltage: 5e-4 },
    readings: [0, 0.005, 0.012, 0.025].map((amperes) => ({
      amperes,
      volts: 1.2,
      shuntVolts: ohms * amperes * (1 + gain) + offset,
      busVolts: 1.2 + busOffset,
      shuntScatter: 2.5e-6,
      busScatter: 0.7e-3,
      samples: 8000,
    })),
  };
}
