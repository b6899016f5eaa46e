import { expect, test } from 'vitest';
import { createRandom, philox2x32 } from './random.ts';

test('Philox2x32-10 gives the known answers of Random123', () => {
  expect(philox2x32(0, 0, 0)).toEqual([0xff1dae59, 0x6cd10df2]);
  expect(philox2x32(0xffffffff, 0xffffffff, 0xffffffff)).toEqual([0x2c3f628b, 0xab4fd7ad]);
  expect(philox2x32(0x243f6a88, 0x85a308d3, 0x13198a2e)).toEqual([0xdd7ce038, 0xf62a4c12]);
});

test('a stream continues from its counter', () => {
  const whole = createRandom(7, 'smd');
  const first = [whole.next(), whole.next()];
  const continued = createRandom(7, 'smd', whole.counter);
  expect(continued.next()).toBe(whole.next());
  expect(first[0]).not.toBe(first[1]);
});

test('streams of two names or two seeds differ', () => {
  const draw = (seed: number, name: string) => createRandom(seed).split(name).next();
  expect(draw(1, 'a')).not.toBe(draw(1, 'b'));
  expect(draw(1, 'a')).not.toBe(draw(2, 'a'));
});

test('a permutation holds each index once', () => {
  const order = [...createRandom(3).permutation(1000)];
  expect(order.toSorted((a, b) => a - b)).toEqual(order.map((_, i) => i));
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
});

test('uniform and normal numbers have the moments of their distributions', () => {
  const random = createRandom(11);
  const count = 20_000;
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const uniform = Array.from({ length: count }, () => random.next());
  expect(mean(uniform)).toBeCloseTo(0.5, 1);
  const normal = Array.from({ length: count }, () => random.normal());
  expect(Math.abs(mean(normal))).toBeLessThan(4 / Math.sqrt(count));
  expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
});
