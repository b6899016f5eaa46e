import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

test('a hundred samples a second at two watt are two joules a second', async () => {
  const session = await myPlugin({ power: 2, sampleRate: 1000 }).open('simulated');
  let [energy, count] = [0, 0];
  for await (const { power, duration } of session.samples()) {
    energy += power * duration;
    if (++count === 50) await session.close();
  }
  expect(count).toBe(50);
  expect(energy).toBeCloseTo((2 * 50) / 1000, 9);
});

test('a device that is not there is named', async () => {
  await expect(myPlugin().open('/dev/none')).rejects.toThrow(/\/dev\/none/);
});
