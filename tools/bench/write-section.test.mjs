import { expect, test } from 'vitest';
import { quantile, withSection } from './write-section.mjs';

const page = '# Benchmarks\n\nIntroduction.\n';

test('a new section goes to the end, and is then replaced where it stands', () => {
  const one = withSection(page, 'a', '## A\n\nslow\n');
  const two = withSection(one, 'b', '## B');
  expect(two).toBe(
    `${page}\n<!-- bench: a -->\n\n## A\n\nslow\n\n<!-- end: a -->\n\n<!-- bench: b -->\n\n## B\n\n<!-- end: b -->\n`,
  );
  expect(withSection(two, 'a', '## A\n\nslow')).toBe(two);
  expect(withSection(two, 'a', '## A\n\nfast')).toBe(two.replace('slow', 'fast'));
});

test('a section without an end is refused, not swallowed with what follows', () => {
  expect(() => withSection('<!-- bench: a -->\n\n## Other\n', 'a', '## A')).toThrow(/no "<!-- end/);
});

test('quantiles are values that occurred', () => {
  expect([0, 0.5, 1].map((share) => quantile([3, 1, 2], share))).toEqual([1, 2, 3]);
});
