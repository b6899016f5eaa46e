import { expect, test } from 'vitest';
import { gatherNotes } from './gather-notes.ts';

test('notes that differ only in a name are told once, with their number, in the order of the first', () => {
  const converted = (name: string) => `tensor "${name}" was converted from float16 to float32`;
  expect(
    gatherNotes([converted('a'), 'operator set 99 is newer', converted('b'), converted('')]),
  ).toEqual([`${converted('a')} (and 2 more like it)`, 'operator set 99 is newer']);
  expect(gatherNotes([])).toEqual([]);
});
