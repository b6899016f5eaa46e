import { expect, test } from 'vitest';
import { type MarkedTotal, PowerTotals } from './power-totals.ts';

/** Registers are taken for ampere and volt. */
const totalsOf = () => {
  const marked: MarkedTotal[] = [];
  const totals = new PowerTotals(
    (shunt, bus) => ({ amperes: shunt, volts: bus }),
    1000,
    (total) => marked.push(total),
  );
  return { totals, marked };
};

// While the board reads the registers of a sample, which takes a third of the time, markers overtake it.
test('a marker takes its share of the interval that it lies in, also when it came before the one before', () => {
  const { totals, marked } = totalsOf();
  totals.marker({ id: 1, cycle: 250 });
  totals.marker({ id: 2, cycle: 1200 });
  totals.interval({ from: 0, to: 1000, shunt: 1, bus: 2 });
  expect(marked.map(({ id }) => id)).toEqual([1]);
  totals.marker({ id: 3, cycle: 2000 });
  totals.interval({ from: 1000, to: 2000, shunt: 5, bus: 2 });
  // 2 W for a second, then 10 W.
  expect(marked.map(({ id, total: { joules, seconds } }) => [id, joules, seconds])).toEqual([
    [1, 0.5, 0.25],
    [2, 2 + 0.2 * 10, 1.2],
    [3, 12, 2],
  ]);
});

test('a marker before the first sample belongs to no interval', () => {
  const { totals, marked } = totalsOf();
  totals.marker({ id: 1, cycle: 900 });
  totals.interval({ from: 1000, to: 2000, shunt: 1, bus: 1 });
  totals.interval({ from: 2000, to: 3000, shunt: 1, bus: 1 });
  expect(marked).toEqual([]);
});
