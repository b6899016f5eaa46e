import { expect, test } from 'vitest';
import { brokenClaims } from './claims.mjs';
import { readReproduction, reproductionNames } from './committed-results.mjs';
import { fingerprint, foldersUnder } from './fingerprint.mjs';

/** @type {import('./claims.mjs').Claim[]} */
const claims = [
  { what: 'cheaper', figure: 'ours', is: '<', than: 'theirs' },
  { what: 'enough', figure: 'share', is: '>=', than: 0.8 },
];
const good = {
  ours: { value: 1, band: 0.1 },
  theirs: { value: 2, band: 0.1 },
  share: { value: 0.8, band: 0 },
};

test('figures that hold all claims pass', () => {
  expect(brokenClaims(claims, good)).toEqual([]);
});

/** @type {[string, object, RegExp][]} */
const broken = [
  ['a claim that does not hold', { ours: { value: 2, band: 0.1 } }, /cheaper.*does not hold/],
  ['one a hair below', { share: { value: 0.7999999, band: 0 } }, /enough.*does not hold/],
  ['a figure that is missing', { theirs: undefined }, /no figure "theirs"/],
  ['a figure that is not a number', { ours: { value: Number.NaN, band: 0.1 } }, /does not hold/],
  ['a band that is missing', { ours: { value: 1 } }, /band/],
  ['a negative band', { ours: { value: 1, band: -1 } }, /band/],
  ['a band without an end', { ours: { value: 1, band: Infinity } }, /band/],
];
test.each(broken)('is found: %s', (_, change, message) => {
  const values = Object.fromEntries(
    Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined),
  );
  expect(brokenClaims(claims, values).join('\n')).toMatch(message);
});

test('an unknown comparison is an error, not a claim that holds', () => {
  const typo = [{ what: 'typo', figure: 'ours', is: '=<', than: 5 }];
  expect(() => brokenClaims(/** @type {never} */ (typo), good)).toThrow(/=</);
});

test('every reproduction states something, in words', () => {
  for (const name of reproductionNames()) {
    const { claims } = readReproduction(name);
    expect(claims.length, name).toBeGreaterThan(0);
    for (const { what } of claims) expect(what).toMatch(/\w+ \w+/);
  }
});

test('the fingerprint covers pj and all below it, but not the testkit', () => {
  const folders = foldersUnder();
  expect(folders).toEqual(
    expect.arrayContaining(['apps/pj', 'packages/energy', 'packages/graph', 'packages/spec']),
  );
  expect(folders).not.toContain('packages/testkit');
  expect(fingerprint()).toMatch(/^[0-9a-f]{12}$/);
});
