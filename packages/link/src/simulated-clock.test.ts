import { expect, test } from 'vitest';
import { simulatedClock } from './simulated-clock.ts';

test('hours pass in the order of their alarms, each seen at its own time', async () => {
  const clock = simulatedClock();
  const delays = Array.from({ length: 500 }, (_, i) => ((i * 7919) % 500) * 1000);
  const seen: number[] = [];
  await new Promise<void>((resolve) => {
    for (const delay of delays) {
      clock.after(delay, () => {
        expect(clock.now()).toBe(delay);
        seen.push(delay);
        if (seen.length === delays.length) resolve();
      });
    }
  });
  expect(seen).toEqual(delays.toSorted((a, b) => a - b));
});

test('a cancelled alarm does not ring, and what follows from one comes before the next', async () => {
  const clock = simulatedClock();
  const said: string[] = [];
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  clock.after(5, () => said.push('cancelled'))();
  const chain = (async () => {
    for (let i = 0; i < 3; i++) {
      await wait(2);
      said.push(`chain ${clock.now()}`);
    }
  })();
  await wait(5);
  said.push('5');
  await chain;
  expect(said).toEqual(['chain 2', 'chain 4', '5', 'chain 6']);
});
