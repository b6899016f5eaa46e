import { createRandom } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { Alarm } from './alarm.ts';
import { simulatedClock } from './simulated-clock.ts';

test('rings at the last time that it was set to, once, and not when it was stopped', async () => {
  const clock = simulatedClock();
  const random = createRandom(1, 'alarm');
  let rung: number[] = [];
  const alarm = new Alarm(clock, () => rung.push(clock.now()));
  const at = (time: number) => new Promise<void>((go) => clock.after(time - clock.now(), go));
  for (let begin = 0; begin < 50_000; begin += 1000) {
    await at(begin);
    rung = [];
    // Set again and again at random times, as a plain timer would be that is cancelled each time.
    let due = Number.POSITIVE_INFINITY;
    const expected: number[] = [];
    for (let time = begin; time < begin + 500; time += 1 + random.integer(60)) {
      await at(time);
      if (due < time) {
        expected.push(due);
        due = Number.POSITIVE_INFINITY;
      }
      const choice = random.integer(8);
      if (choice === 0) {
        alarm.stop();
        due = Number.POSITIVE_INFINITY;
      } else {
        // At half a millisecond, so that no instant is shared.
        due = choice === 1 ? Number.POSITIVE_INFINITY : time + random.integer(90) + 0.5;
        alarm.set(due, clock.now());
      }
    }
    if (due < Number.POSITIVE_INFINITY) expected.push(due);
    await at(begin + 900);
    expect(rung).toEqual(expected);
  }
});

test('what moves it later does not touch the clock', () => {
  let asked = 0;
  const after = () => {
    asked++;
    return () => {};
  };
  const alarm = new Alarm({ now: () => 0, after }, () => {});
  for (let due = 10; due < 1000; due++) alarm.set(due, 0);
  expect(asked).toBe(1);
});
