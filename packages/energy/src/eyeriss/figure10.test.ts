import { expect, test } from 'vitest';
import { byLevel } from '../break-down.ts';
import { type AlexNetLayer, alexNet } from '../published/alexnet.ts';
import { FIGURE_10, FIGURE_10_LEVELS, figure10Table } from '../published/isca16-figure10.ts';
import { eyeriss } from './eyeriss.ts';

const model = eyeriss({ skipZeros: false });
const errors = (workload: ReturnType<typeof alexNet>[number]) => {
  const levels = byLevel(model.estimate([workload]));
  const figure = FIGURE_10[workload.layer as AlexNetLayer];
  return Object.fromEntries(
    FIGURE_10_LEVELS.map((level, i) => [level, levels.get(level)! / 1e9 / figure[i]! - 1]),
  );
};

test.each(alexNet(16).map((workload) => [workload.layer, workload] as const))(
  'ISCA 2016, Fig. 10: %s within 1.5 % at DRAM and RF, exact at the ALU',
  (_, workload) => {
    const { DRAM, RF } = errors(workload);
    expect(Math.abs(DRAM!)).toBeLessThan(0.015);
    expect(Math.abs(RF!)).toBeLessThan(0.015);
    const alu = byLevel(model.estimate([workload])).get('ALU');
    expect(alu).toBe(workload.macs);
  },
);

test('ISCA 2016, Fig. 10: array within 7 % everywhere, buffer within 7 % but for CONV2', () => {
  for (const workload of alexNet(16)) {
    const { array, buffer } = errors(workload);
    expect(Math.abs(array!)).toBeLessThan(0.07);
    expect(Math.abs(buffer!)).toBeLessThan(workload.layer === 'CONV2' ? 0.25 : 0.07);
  }
});

test('ISCA 2016, Fig. 10: the mappings read back from CONV2 and CONV5 meet all their values within 1.1 %', () => {
  const readBack = figure10Table().rows.filter(({ name }) => name.endsWith('read back'));
  expect(readBack.map(({ name }) => name.split(',')[0])).toEqual(['CONV2', 'CONV5']);
  for (const { cells } of readBack) {
    for (const { ours, published } of cells) {
      expect(Math.abs(ours / published! - 1)).toBeLessThan(0.011);
    }
  }
});

test('ISCA 2016, Fig. 10: with the RF in the choice totals fall by at most 0.87 %, and the array is 28 to 199 % off', () => {
  const whole = eyeriss({ skipZeros: false, minimise: 'total' });
  const off: number[] = [];
  for (const layer of alexNet(16)) {
    const [least, found] = [whole.estimate([layer]), model.estimate([layer])];
    const figure = FIGURE_10[layer.layer as AlexNetLayer];
    const below = 1 - least.total / 1e9 / figure.reduce((sum, part) => sum + part);
    expect(below).toBeGreaterThan(0.0005);
    expect(below).toBeLessThan(0.00955);
    expect(least.total).toBeLessThanOrEqual(found.total);
    expect(least.total / found.total).toBeGreaterThan(1 - 0.0087);
    off.push(byLevel(least).get('array')! / 1e9 / figure[FIGURE_10_LEVELS.indexOf('array')]! - 1);
  }
  const far = off.filter((error) => error > 0.07);
  expect(far).toHaveLength(7);
  expect(Math.min(...far)).toBeCloseTo(0.28, 2);
  expect(Math.max(...far)).toBeCloseTo(1.99, 2);
});
