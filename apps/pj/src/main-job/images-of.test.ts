import { eyeriss, inJoules, macs, parameters } from '@picojoule/energy';
import { joules } from '@picojoule/spec';
import { expect, test } from 'vitest';
import { imagesOf } from './images-of.ts';

test('energies of a batch are divided by its images, counts of the network are not', () => {
  for (const model of [eyeriss(), macs(), inJoules(eyeriss(), joules(1e-12))])
    expect(imagesOf(model, 16)).toBe(16);
  expect(imagesOf(parameters(), 16)).toBe(1);
});
