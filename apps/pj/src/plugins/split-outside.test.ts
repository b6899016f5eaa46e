import { expect, test } from 'vitest';
import { splitOutside } from './split-outside.ts';

test.each([
  ['eyeriss', ['eyeriss']],
  ['eyeriss:chip=jssc17,macs', ['eyeriss:chip=jssc17', 'macs']],
  ['a:{"b":[1,2],"c":{"d":3,"e":4}},f', ['a:{"b":[1,2],"c":{"d":3,"e":4}}', 'f']],
  ['a:{"b":"}, \\"{,"},f', ['a:{"b":"}, \\"{,"}', 'f']],
  ['a]},b', ['a]}', 'b']],
  ['a:"b,c', ['a:"b,c']],
  [',', ['', '']],
  ['', ['']],
])('%s', (text, parts) => {
  expect(splitOutside(text, ',')).toEqual(parts);
  expect(parts.join(',')).toBe(text);
});
