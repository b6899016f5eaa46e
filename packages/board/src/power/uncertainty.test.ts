import { expect, test } from 'vitest';
import type { Integral } from './integral.ts';
import { ina226Limits } from './sensor-limits.ts';
import { dataSheetBudget, expanded } from './uncertainty.ts';

const steady = (volts: number, amperes: number, seconds = 10): Integral => ({
  seconds,
  joules: volts * amperes * seconds,
  coulombs: amperes * seconds,
  voltSeconds: volts * seconds,
});

// The project's bench reference gives these without its terms of temperature: hence the tolerance.
test.each([
  ['a core rail over 1 ohm', 1.216, 8.7e-3, 1, 1e-3, 0.8],
  ['a whole board over 0.1 ohm', 5, 60e-3, 0.1, 1e-3, 0.36],
  ['a whole board over a shunt of 1 %', 5, 60e-3, 0.1, 1e-2, 1.2],
] as const)(
  '%s is uncertain by what was worked out',
  (_, volts, amperes, ohms, resistance, percent) => {
    const result = steady(volts, amperes);
    const terms = dataSheetBudget(ohms, { ...ina226Limits, resistance }).systematic(result);
    const found = (100 * expanded(terms)) / result.joules;
    expect(Math.abs(found / percent - 1)).toBeLessThan(0.1);
  },
);

test('in a difference of windows offsets of the shunt cancel, gains do not', () => {
  const [busy, idle] = [steady(1.2, 0.02), steady(1.2, 0.005)];
  const net: Integral = {
    seconds: 0,
    joules: busy.joules - idle.joules,
    coulombs: busy.coulombs - idle.coulombs,
    voltSeconds: busy.voltSeconds - idle.voltSeconds,
  };
  const terms = new Map(
    dataSheetBudget(1)
      .systematic(net)
      .map(({ name, joules }) => [name, joules]),
  );
  expect(terms.get('shunt offset')).toBe(0);
  expect(terms.get('shunt gain')! / net.joules).toBeCloseTo(1e-3 / Math.sqrt(3), 12);
});

/** Root mean square over all positions of the mean of a rounded normal value less the value, by summing. */
function roundingLeft(unit: number, sigma: number): number {
  const steps = 400;
  let squares = 0;
  for (let position = 0; position < steps; position++) {
    const x = position / steps;
    let [mean, weights] = [0, 0];
    for (let i = -2000; i <= 2000; i++) {
      const weight = Math.exp(-((i / 400) ** 2) / 2);
      mean += weight * Math.round(x + (sigma / unit) * (i / 400));
      weights += weight;
    }
    squares += (mean / weights - x) ** 2;
  }
  return unit * Math.sqrt(squares / steps);
}

test.each([0.25, 0.35, 0.45])(
  'what a noise of %f steps leaves of rounding is what summing says',
  (share) => {
    const limits = { ...ina226Limits, shuntNoise: share * 2.5e-6 };
    const terms = dataSheetBudget(1, limits).systematic({ ...steady(1, 0), voltSeconds: 1 });
    const found = terms.find(({ name }) => name === 'quantisation')!.joules;
    expect(Math.abs(found / roundingLeft(2.5e-6, share * 2.5e-6) - 1)).toBeLessThan(0.05);
  },
);
