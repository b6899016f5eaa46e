import { expect, test } from 'vitest';
import { faultsOf } from './committed.mjs';
import { deadLinks } from './docs.mjs';

// Put together here, so that this file passes the check that it tests.
const host = ['registry', 'npmjs', 'org'].join('.');
const slash = '/';

test.each([
  `resolved "https://${host}/a/-/a-1.0.0.tgz"`,
  `const data = '${slash}work/shared/model.onnx';`,
  `see ${slash}root/.cache/x`,
  `cd ${slash}home/someone/x`,
])('is refused in a commit: %s', (line) => {
  expect(faultsOf('a.txt', `first\n${line}\n`)).toEqual([expect.stringContaining('a.txt:2')]);
});

test.each([
  "join(root, 'home/someone')",
  '../work/shared',
  'https://example.org/work/paper.pdf',
  '~/.cache/picojoule',
  '/tmp',
])('is allowed in a commit: %s', (line) => {
  expect(faultsOf('a.txt', line)).toEqual([]);
});

test('a source of more than 500 lines is refused, a page is not', () => {
  expect(faultsOf('a.ts', 'x\n'.repeat(501))).toHaveLength(1);
  expect(faultsOf('a.ts', 'x\n'.repeat(500))).toEqual([]);
  expect(faultsOf('a.md', 'x\n'.repeat(501))).toEqual([]);
});

test('a link to a page that is not there is found; code and other sites are left alone', () => {
  const page = [
    '[there](b.md#part) [not there](../c.md) [site](https://example.org) [here](#part)',
    '```md',
    '[in code](d.md)',
    '```',
    '`[in code](e.md)`',
  ].join('\n');
  expect(deadLinks('docs/a.md', page, (path) => path === 'docs/b.md')).toEqual([
    'docs/a.md: no such file: ../c.md',
  ]);
});
