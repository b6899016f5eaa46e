import { createRandom } from '@picojoule/spec';
import { describe, expect, test } from 'vitest';
import { NEUTRAL, observe, pressureOf } from './steering.ts';

interface Plant {
  readonly target: number;
  readonly learningRate: number;
  /** What the task's gradient adds to the pressure, by step. */
  readonly task: (step: number) => number;
  readonly steps?: number;
}

/** Gates of one logit, trained by SGD with momentum 0.9 on the pressure, the task and its noise. */
function shares({ target, learningRate, task, steps = 400 }: Plant): readonly number[] {
  const noise = createRandom(1, 'plant');
  let [logit, velocity, steering] = [Math.log(target / (1 - target)), 0, NEUTRAL];
  return Array.from({ length: steps }, (_, step) => {
    const share = 1 / (1 + Math.exp(-logit));
    steering = observe(steering, share, target, MOST);
    const push = pressureOf(steering, MOST) + task(step) + 0.5 * noise.normal();
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
    const task = (step: number) => (step < 40 ? -1.5 : 0);
    const found = shares({ target: 0.6, learningRate: 0.1, task, steps: 600 });
    expect(mean(found.slice(20, 40))).toBeGreaterThan(0.65);
    expect(Math.abs(mean(found) - 0.6)).toBeLessThan(0.02);
  });

  test('never pushes harder than it may, and lets go soon after it did in vain', () => {
    let steering = NEUTRAL;
    for (let step = 0; step < 1000; step++) {
      steering = observe(steering, 1, 0.5, MOST);
      expect(pressureOf(steering, MOST)).toBeLessThanOrEqual(MOST);
    }
    expect(pressureOf(steering, MOST)).toBe(MOST);
    let steps = 0;
    for (; pressureOf(steering, MOST) > 0; steps++) steering = observe(steering, 0.4, 0.5, MOST);
    expect(steps).toBeLessThan(60);
  });
});
