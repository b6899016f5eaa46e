import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

test('a table becomes a Markdown table', () => {
  const text = myPlugin().render({
    title: 'Energy',
    summary: ['All of it.'],
    sections: [
      {
        title: 'Layers',
        table: {
          columns: [{ title: 'layer' }, { title: 'energy', unit: 'J', provenance: 'modelled' }],
          rows: [['conv|1', 2.5]],
        },
      },
    ],
  });
  expect(text).toContain('| layer | energy (J, modelled) |\n| --- | --- |\n| conv\\|1 | 2.5 |');
});

test('text cannot open a tag', () => {
  const text = myPlugin().render({ title: '<script>', summary: [], sections: [] });
  expect(text).not.toContain('<');
});
