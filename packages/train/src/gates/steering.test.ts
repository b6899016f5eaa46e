import { createRandom } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { NEUTRAL, observe, type Steering } from './steering.ts';

interface Plant {
  readonly target: number;
  readonly learningRate: number;
  /** What the task's gradient adds to the pressure, by step. */
  readonly task: (step: number) => number;
  readonly steps?: number;
  readonly most?: number;
}

/** Gates of one logit, trained by SGD with momentum 0.9 on the pressure, the task and its noise. */
function shares({
  target,
  learningRate,
  task,
  steps = 400,
  most = MOST,
}: Plant): readonly number[] {
  const noise = createRandom(1, 'plant');
  let [logit, velocity, steering] = [Math.log(target / (1 - target)), 0, NEUTRAL as Steering];
  return Array.from({ length: steps }, (_, step) => {
    const share = 1 / (1 + Math.exp(-logit));
    steering = observe(steering, { probabilities: [share], target, learningRate, most });
    const push = steering.pressure + task(step) + 0.5 * noise.normal();
    velocity = 0.9 * velocity + push * share * (1 - share);
    logit -= learningRate * velocity;
    return share;
  });
}

const MOST = 3;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('steering', () => {
  test.each([0.8, 0.6, 0.4])('holds a share of %d whatever the task wants', (target) => {
    for (const learningRate of [0.03, 0.1, 0.3]) {
      for (const wish of [-0.5, 0, 0.5]) {
        const found = shares({ target, learningRate, task: () => wish });
        const name = `learning rate ${learningRate}, wish ${wish}`;
        expect(Math.abs(mean(found) - target), name).toBeLessThan(0.01);
        expect(Math.sqrt(mean(found.map((share) => (share - target) ** 2))), name).toBeLessThan(
          0.07,
        );
      }
    }
  });

  test('makes good for a time when it was overruled', () => {
    const task = (step: number) => (step < 40 ? -4 : 0);
    const found = shares({ target: 0.6, learningRate: 0.1, task, steps: 600 });
    expect(mean(found.slice(20, 40))).toBeGreaterThan(0.65);
    expect(Math.abs(mean(found) - 0.6)).toBeLessThan(0.02);
  });

  // As deep networks begin: the sum over their gates is many nats.
  test.each([0.01, 0.03, 0.1])(
    'keeps gates from closing for a task that wants them closed, at rate %d',
    (learningRate) => {
      const task = (step: number) => 6 * Math.exp(-step / 100);
      const found = shares({ target: 0.4, learningRate, task, most: 80 });
      expect(Math.min(...found)).toBeGreaterThan(0.15);
      expect(Math.abs(mean(found) - 0.4)).toBeLessThan(0.02);
    },
  );

  test('never pushes gates harder than it may, and lets go soon after it did in vain', () => {
    const after = (steering: Steering, share: number) =>
      observe(steering, { probabilities: [share], target: 0.5, learningRate: 0.1, most: MOST });
    const slope = (share: number) => (share * (1 - share)) / 0.25;
    let steering = NEUTRAL;
    for (const share of [0.8, 0.999, 1, 0.8]) {
      for (let step = 0; step < 300; step++) {
        steering = after(steering, share);
        expect(steering.pressure * slope(share)).toBeLessThanOrEqual(MOST + 1e-9);
      }
    }
    expect(steering.pressure * slope(0.8)).toBeCloseTo(MOST, 9);
    let steps = 0;
    for (; steering.pressure > 0; steps++) steering = after(steering, 0.4);
    expect(steps).toBeLessThan(60);
  });

  test('pushes gates that hardly answer as hard as those at the target', () => {
    const push = (probabilities: readonly number[]) => {
      const observed = { probabilities, target: 0.5, learningRate: 0.1, most: 10 * MOST };
      const { pressure } = observe(NEUTRAL, observed);
      return mean(probabilities.map((p) => pressure * p * (1 - p)));
    };
    expect(push([1e-4])).toBeCloseTo(push([0.1]), 6);
    expect(push([1e-4, 0.2])).toBeCloseTo(push([0.1]), 6);
    expect(Number.isFinite(push([0]))).toBe(true);
  });
});
