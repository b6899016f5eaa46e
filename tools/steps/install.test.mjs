import { expect, test } from 'vitest';
import { diagnose } from './install.mjs';
import { checkNodeVersion } from './node-version.mjs';

test.each([
  ['ERR_PNPM_ENOSPC  ENOSPC: no space left on device, write', /disk is full/],
  ['ERR_PNPM_META_FETCH_FAIL  GET metadata: getaddrinfo ENOTFOUND example', /cannot be reached/],
  ['npm error code EAI_AGAIN\nnpm error network request failed', /cannot be reached/],
  ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', /does not match/],
  ['ERR_PNPM_IGNORED_BUILDS  Ignored build scripts: left-pad', /install script/],
  ["EACCES: permission denied, mkdir 'node_modules'", /cannot be written/],
  ['Something new', /could not be installed/],
])('a failed install says what to do: %s', (output, message) => {
  const error = diagnose(`Progress: resolved 1\n${output}\n`);
  expect(error.message).toMatch(message);
  expect(error.message).toContain(output.split('\n')[0]);
  expect(error.message).not.toContain('Progress');
});

test.each(['18.20.8', '20.18.3', '20.9.0'])('Node.js %s is refused', (version) => {
  expect(() => checkNodeVersion(version)).toThrow(/too old/);
});

test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('Node.js %s will do', (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow();
});
