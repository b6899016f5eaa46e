import { expect, test } from 'vitest';
import { scoreOutputs } from './evaluate.ts';

test('cross-entropy and right answers are those of the definition', () => {
  const outputs = [2, 1, 0, -1, 3, 3.5];
  const labels = Int32Array.of(0, 1);
  const minusLog = (row: number[], label: number) =>
    -Math.log(Math.exp(row[label]!) / row.reduce((sum, x) => sum + Math.exp(x), 0));
  const { correct, loss } = scoreOutputs(outputs, labels);
  expect(correct).toBe(1);
  expect(loss).toBeCloseTo(minusLog([2, 1, 0], 0) + minusLog([-1, 3, 3.5], 1), 12);
});

test('large outputs do not overflow', () => {
  expect(scoreOutputs([1000, 0], Int32Array.of(1)).loss).toBeCloseTo(1000, 9);
});
