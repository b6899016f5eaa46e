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
