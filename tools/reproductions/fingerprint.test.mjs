import { expect, test } from 'vitest';
import { fingerprint, foldersUnder } from './fingerprint.mjs';

test('the fingerprint covers pj and all below it, but not the testkit', () => {
  const folders = foldersUnder();
  expect(folders).toEqual(
    expect.arrayContaining(['apps/pj', 'packages/energy', 'packages/graph', 'packages/spec']),
  );
  expect(folders).not.toContain('packages/testkit');
  expect(fingerprint()).toMatch(/^[0-9a-f]{12}$/);
});
