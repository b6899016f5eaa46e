import { expect, test } from 'vitest';
import { once } from './once.ts';

test('what was loaded is loaded once, also for those that ask meanwhile', async () => {
  let loads = 0;
  const get = once(async () => ++loads);
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

test('what failed is tried again', async () => {
  let loads = 0;
  const get = once(async () => {
    loads++;
    if (loads === 1) throw new Error('not yet');
    return loads;
  });
  await expect(get()).rejects.toThrow('not yet');
  expect(await get()).toBe(2);
});
