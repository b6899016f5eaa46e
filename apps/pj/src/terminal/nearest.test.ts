import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const names = ['estimate', 'energy', 'report', 'reproduce', 'run'];

test.each([
  ['estmate', 'estimate'],
  ['enrgy', 'energy'],
  ['repro', 'reproduce'],
  ['rum', 'run'],
  ['zebra', undefined],
  ['', undefined],
])('"%s" was meant to be %s', (name, meant) => {
  expect(nearest(name, names)).toBe(meant);
});
