import { expect, test } from 'vitest';
import { lawViolated } from './errors.ts';
import { checkLaws, law } from './law.ts';
import { lawProofs } from './law-proofs.ts';

const positive = law<number>('numbers are positive', (subject) => {
  if (subject <= 0) throw lawViolated(`${subject} is not`);
});
const even = law<number>(
  'whole numbers are even',
  async (subject) => {
    if (subject % 2 !== 0) throw lawViolated(`${subject} is odd`);
  },
  Number.isInteger,
);

test('a report names the laws that held and those that did not apply', async () => {
  expect(await checkLaws([positive, even], 0.5)).toEqual({
    held: ['numbers are positive'],
    inapplicable: ['whole numbers are even'],
  });
});

test('all violated laws are named at once', async () => {
  await expect(checkLaws([positive, even], -1)).rejects.toMatchObject({
    code: 'LAWS_VIOLATED',
    message: expect.stringMatching(/numbers are positive: -1 is not[\s\S]*whole.*-1 is odd/),
  });
});

const proof = async (broken: Record<string, () => number>) => {
  for (const { check } of lawProofs([positive], () => 1, broken)) await check();
};
test.each<[string, Record<string, () => number>, RegExp | undefined]>([
  ['a subject that breaks the law', { 'numbers are positive': () => 0 }, undefined],
  ['no broken subject', {}, /has no broken subject/],
  ['a subject that keeps it', { 'numbers are positive': () => 2 }, /holds for its broken subject/],
  ['a law that does not exist', { 'numbers are positive': () => 0, x: () => 1 }, /does not exist/],
])('proofs with %s', async (_, broken, message) => {
  const run = proof(broken);
  if (message === undefined) await run;
  else await expect(run).rejects.toThrow(message);
});

test('a subject that fails for another reason proves nothing', async () => {
  const clumsy = law<number>('clumsy', () => (undefined as unknown as string[]).forEach(String));
  const [, second] = lawProofs([clumsy], () => 1, { clumsy: () => 1 });
  await expect(second!.check()).rejects.toThrow('for no reason of its own');
});
