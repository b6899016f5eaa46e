import { expect, test } from 'vitest';
import { locateInStack, locateKey, locateText } from './locate.ts';

const source = `import { smd } from 'x';
// energy: not this one
const url = 'https://energy: nor this';
export default {
  /* energy: nor
     this */
  train: {
    epochs: 2,
  },
  energy: [],
  prune: { bound: 1, 'epochs': 3 },
};
`;

test('a key is found on its line, whatever comments and strings before it say', () => {
  expect(locateKey('c.ts', source, ['energy', '0'])).toBe('c.ts:10');
  expect(locateKey('c.ts', source, ['train', 'epochs'])).toBe('c.ts:8');
  expect(locateKey('c.ts', source, ['prune', 'epochs'])).toBe('c.ts:11');
  expect(locateKey('c.ts', source, [])).toBe('c.ts:4');
});

test('a stack is searched for the file', () => {
  const stack = 'Error: no\n    at f (/a/b.ts:7:3)\n    at /a/c.ts:12:1';
  expect(locateInStack('/a/c.ts', stack)).toBe('/a/c.ts:12');
  expect(locateInStack('/a/d.ts', stack)).toBeUndefined();
});

test('a text is found on its line', () => {
  expect(locateText('c.ts', source, "'x'")).toBe('c.ts:1');
});
