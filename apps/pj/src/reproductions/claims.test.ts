import { expect, test } from 'vitest';
import { type Claim, judgeClaims } from './claims.ts';

const claims: readonly Claim[] = [
  { what: 'cheaper', figure: 'ours', is: '<', than: 'theirs' },
  { what: 'enough', figure: 'share', is: '>=', than: 0.8 },
];
const problems = (figures: Readonly<Record<string, number>>) =>
  judgeClaims(claims, figures).map(({ problem }) => problem);

test('figures that hold all claims have no problem', () => {
  expect(problems({ ours: 1, theirs: 2, share: 0.8 })).toEqual([undefined, undefined]);
});

test.each([
  ['a claim that does not hold', { ours: 2, theirs: 2, share: 0.8 }, ['2 is not < 2', undefined]],
  [
    'one a hair below',
    { ours: 1, theirs: 2, share: 0.7999999 },
    [undefined, '0.7999999 is not >= 0.8'],
  ],
  ['a figure that is missing', { ours: 1, share: 1 }, ['there is no figure "theirs"', undefined]],
  [
    'a figure that is not a number',
    { ours: Number.NaN, theirs: 2, share: 1 },
    ['NaN is not < 2', undefined],
  ],
])('is found: %s', (_, figures, expected) => {
  expect(problems(figures as Record<string, number>)).toEqual(expected);
});

test('a name is not looked up beyond the figures', () => {
  const odd: Claim = { what: 'odd', figure: 'toString', is: '>', than: 0 };
  expect(judgeClaims([odd], {})).toEqual([
    { what: 'odd', problem: 'there is no figure "toString"' },
  ]);
});
