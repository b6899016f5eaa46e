import type { PruningVerdict } from '@picojoule/spec';
import { pruningContext } from '@picojoule/testkit';
import { expect, test } from 'vitest';
import { type PaceOptions, search } from './pace.ts';

const pace: PaceOptions = {
  amount: 0.4,
  slowDown: 0.5,
  leastAmount: 0.1,
  patience: 3,
  mostEdits: 6,
};

/** The amounts that a search asks for, when its edits meet these verdicts ('+' accepted, '-' not). */
async function amounts(verdicts: string, history = '', options = pace) {
  const context = { ...pruningContext(), history: [...history].map((v) => v === '+') };
  const asked: number[] = [];
  const edits = search(context, options, async (graph, amount) => {
    asked.push(amount);
    return { graph, note: '' };
  });
  let next = await edits.next();
  for (const verdict of verdicts) {
    if (next.done === true) break;
    const told: PruningVerdict = {
      accepted: verdict === '+',
      accuracy: 1,
      graph: next.value.graph,
    };
    next = await edits.next(told);
  }
  return { asked, ended: next.done === true };
}

test('goes on at the same pace, and slower after each rejection, down to the least', async () => {
  expect((await amounts('++-+-')).asked).toEqual([0.4, 0.4, 0.4, 0.2, 0.2, 0.1]);
  expect((await amounts('--+-+')).asked).toEqual([0.4, 0.2, 0.1, 0.1, 0.1, 0.1]);
});

test('ends after so many rejections in a row, or so many edits', async () => {
  expect(await amounts('--+---')).toMatchObject({ ended: true });
  expect(await amounts('---+')).toEqual({ asked: [0.4, 0.2, 0.1], ended: true });
  expect(await amounts('+++++')).toMatchObject({ ended: false });
  expect(await amounts('++++++')).toMatchObject({ ended: true });
});

test('goes on from its history as if never stopped', async () => {
  expect((await amounts('+', '-+-')).asked).toEqual([0.1, 0.1]);
  expect(await amounts('+', '+---')).toEqual({ asked: [], ended: true });
});
