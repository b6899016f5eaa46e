import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { Rail } from './rail.ts';

test('the energy at any time is the sum of what was put in, cut at that time', () => {
  const random = createRandom(1, 'rail');
  const perCycle = 1e-3;
  const rail = new Rail(2, perCycle);
  const spans: { from: number; to: number; joules: number }[] = [];
  for (let now = 0; now < 2000; now += random.integer(9)) {
    if (random.next() < 0.5) {
      const from = now + random.integer(30);
      const span = { from, to: from + 1 + random.integer(80), joules: random.next() };
      spans.push(span);
      rail.add(span.from, span.to, span.joules);
    }
    const cut = ({ from, to, joules }: (typeof spans)[number]) =>
      joules * Math.min(1, Math.max(0, (now - from) / (to - from)));
    const expected = 2 * now * perCycle + spans.reduce((sum, span) => sum + cut(span), 0);
    expect(rail.until(now)).toBeCloseTo(expected, 9);
  }
});

test('another power counts from when it is set', () => {
  const rail = new Rail(1, 1, 10);
  rail.setPower(3, 20);
  expect(rail.until(20)).toBe(10);
  expect(rail.until(25)).toBe(25);
});
